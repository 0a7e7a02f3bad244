// Writes recorded responses of one language in the form of LLaMA-Factory's generated_predictions.jsonl, so that calm_evaluate scores
// a model as it was before training with the same code as after it. data/predictions/ was made with it:
//   to_predictions data/questions.jsonl data/responses.jsonl en 12 data/predictions/en.jsonl
#include "calm/io/joined_responses.hpp"
#include "calm/io/json_writer.hpp"
#include "calm/io/question_reader.hpp"
#include "calm/prompt/multiple_choice.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

namespace {

int run(const char* question_file, const char* response_file, const calm::language& lang, std::size_t questions_wanted, const char* out) {
    calm::io::question_file questions(question_file);
    calm::io::json_writer writer(out);
    for (const auto& sampled : calm::io::joined_responses(questions, {response_file})) {
        if (writer.rows() == questions_wanted) break;
        const auto* text = sampled.asked->find(lang);
        if (text == nullptr) continue;
        const auto prompt = calm::prompt::multiple_choice(*text);
        for (const auto& given : sampled.responses)
            if (given.lang == lang && given.sample == 0)  // a prediction is one response: the first
                writer.write({{"prompt", prompt.instruction + '\n' + prompt.input},
                              {"label", sampled.asked->gold ? sampled.asked->gold->str() : std::string()},
                              {"predict", given.text}});
    }
    const auto rows = writer.rows();
    writer.commit();  // the file appears now, whole
    std::printf("%zu predictions written to %s\n", rows, out);
    return rows == 0;
}

} // namespace

int main(int argc, char** argv) try {
    const auto count = argc == 6 ? std::strtoul(argv[4], nullptr, 10) : 0;
    if (count > 0) return run(argv[1], argv[2], argv[3], count, argv[5]);
    std::fprintf(stderr, "usage: to_predictions QUESTIONS RESPONSES LANGUAGE COUNT FILE\n");
    return 2;
} catch (const std::exception& e) {
    std::fprintf(stderr, "to_predictions: %s\n", e.what());
    return 1;
}
