// The whole method as one expression: questions in, preference pairs out. The model is a recording of a real one.
#include "calm/engines/replay.hpp"
#include "calm/extract/corrected.hpp"
#include "calm/io/question_reader.hpp"
#include "calm/io/replay_reader.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/sample.hpp"
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <map>
#include <string>

namespace {

/// The beginning of a text in one line; never cut within a character.
std::string head(std::string text) {
    std::size_t end = std::min<std::size_t>(text.size(), 72);
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

int run(const char* question_file, const char* response_file) {
    namespace views = calm::views;

    // The model: any type with a generate() will do; this one looks its answers up in a file.
    const calm::engines::replay model = calm::io::load_responses(response_file);

    // The pipeline: three draws a question and language, read, counted, paired. Nothing happens until somebody walks it,
    // and a question file is read one question at a time.
    calm::io::question_file questions(question_file);
    auto pairs = questions
               | views::sample(model, {.samples = 3})          // calm::sampled_question
               | views::extract(calm::extract::corrected{})    // calm::answered_question
               | views::vote(calm::vote::plurality{})          // calm::voted_question
               | views::prefer(calm::prefer::options{});       // calm::preference_pair, several a question

    std::map<std::string, int> count;
    for (const auto& pair : pairs) {
        if (++count[pair.lang.str()] > 1) continue;  // show the first pair of each language
        std::printf("%s, %s: the vote says %s, sample %u says %s\n  chosen:   %s\n  rejected: %s\n", pair.question_id.c_str(),
                    pair.lang.str().c_str(), pair.chosen_key.str().c_str(), pair.rejected_sample, pair.rejected_key.str().c_str(),
                    head(pair.chosen).c_str(), head(pair.rejected).c_str());
    }
    for (const auto& [lang, pairs_of_language] : count) std::printf("%-3s %4d pairs\n", lang.c_str(), pairs_of_language);
    return 0;
}

} // namespace

int main(int argc, char** argv) try {
    if (argc == 3) return run(argv[1], argv[2]);
    std::fprintf(stderr, "usage: pipeline QUESTIONS RESPONSES\n");
    return 2;
} catch (const std::exception& e) {  // calm::error says what is wrong, where, and what to do
    std::fprintf(stderr, "pipeline: %s\n", e.what());
    return 1;
}
