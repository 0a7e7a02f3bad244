// DCO's training rows (Liu et al. 2026, "Optimizing Language Models for Crosslingual Knowledge Consistency", ICML, arXiv 2603.04678): a
// question in two languages with two of its options, drawn at random. No vote and no gold answer is needed: the loss pulls each
// language's log-odds of the two answers towards the other's, so "chosen" and "rejected" only name the sides.
#include "calm/io/json_writer.hpp"
#include "calm/io/question_reader.hpp"
#include "calm/measure/option_ranking.hpp"
#include "calm/sample/draw_key.hpp"

#include <cstdio>
#include <exception>
#include <optional>
#include <ranges>
#include <string>

namespace {

struct dco_row {
    std::string prompt_1, chosen_1, rejected_1, prompt_2, chosen_2, rejected_2;
};

int run(const char* question_file, const calm::language& first, const calm::language& second, const char* out) {
    namespace measure = calm::measure;
    // One row a question that both languages have; the draw depends on the seed and the question alone.
    const auto row_of = [&](const calm::question& asked) -> std::optional<dco_row> {
        const auto *one = asked.find(first), *two = asked.find(second);
        if (one == nullptr || two == nullptr || one->options.size() < 2) return std::nullopt;
        const auto bits = calm::draw_key{.seed = 1, .question = asked.index}.bits();
        const auto n = one->options.size(), a = bits % n, b = (a + 1 + bits / n % (n - 1)) % n;  // two different ones
        const auto &chosen = one->options[a], &rejected = one->options[b];
        const auto *same_chosen = two->find(chosen.key), *same_rejected = two->find(rejected.key);  // the same key is the same option
        if (same_chosen == nullptr || same_rejected == nullptr) return std::nullopt;
        // The form in which option_ranking scores them, so that training and probe agree: "...?\nAnswer:" and " Heart".
        return dco_row{measure::bare_question(*one).input, measure::option_text(*one, chosen), measure::option_text(*one, rejected),
                       measure::bare_question(*two).input, measure::option_text(*two, *same_chosen), measure::option_text(*two, *same_rejected)};
    };
    calm::io::question_file questions(question_file);
    calm::io::json_writer writer(out);
    for (const std::optional<dco_row>& made : questions | std::views::transform(row_of)) {
        if (!made) continue;
        const dco_row& row = *made;
        if (writer.rows() < 3)
            std::printf("%s%s or%s?\n%s%s or%s?\n\n", row.prompt_1.c_str(), row.chosen_1.c_str(), row.rejected_1.c_str(), row.prompt_2.c_str(),
                        row.chosen_2.c_str(), row.rejected_2.c_str());
        writer.write({{"prompt_1", row.prompt_1}, {"chosen_1", row.chosen_1}, {"rejected_1", row.rejected_1},
                      {"prompt_2", row.prompt_2}, {"chosen_2", row.chosen_2}, {"rejected_2", row.rejected_2}});
    }
    std::printf("%zu rows in %s and %s\n", writer.rows(), first.str().c_str(), second.str().c_str());
    writer.commit();
    return 0;
}

} // namespace

int main(int argc, char** argv) try {
    if (argc == 5) return run(argv[1], argv[2], argv[3], argv[4]);
    return std::fputs("usage: dco_rows QUESTIONS LANGUAGE LANGUAGE FILE\n", stderr), 2;
} catch (const std::exception& e) {
    return std::fprintf(stderr, "dco_rows: %s\n", e.what()), 1;
}
