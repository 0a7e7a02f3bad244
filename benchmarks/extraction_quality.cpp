// How far an extractor agrees with a careful reader (tests/extract/labelled/README.md), by model and language, as Markdown tables.
//   benchmark_extraction_quality [corrected|paper] [dev|held_out] [--disagreements]     in the repository's root; both parts unless one is named
// --disagreements prints each response of the part dev that the two read differently. It has none of held_out, which nobody reads who
// works on an extractor.
#include "../tests/extract/labelled.hpp"

#include "calm/extract/corrected.hpp"
#include "calm/extract/paper.hpp"

#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

using calm_test::agreement;
using calm_test::labelled_response;

struct request {
    bool paper = false;
    std::vector<std::string> parts{"dev", "held_out"};
    bool disagreements = false;
};

calm::answer extracted(const request& asked, const labelled_response& one) {
    return asked.paper ? calm::extract::paper{}(one.question(), one.given) : calm::extract::corrected{}(one.question(), one.given);
}

void show_share(std::size_t hits, std::size_t of) {
    if (of == 0)
        std::printf(" | -");
    else
        std::printf(" | %.1f", 100.0 * static_cast<double>(hits) / static_cast<double>(of));
}

void show(const std::string& model, const std::string& language, const agreement& counts) {
    const auto [low, high] = calm_test::wilson(counts.agreeing, counts.responses);
    std::printf("| %s | %s | %zu", model.c_str(), language.c_str(), counts.responses);
    show_share(counts.agreeing, counts.responses);
    std::printf(" | %.1f to %.1f", 100 * low, 100 * high);
    show_share(counts.keys_right, counts.keys_given);
    show_share(counts.keys_right, counts.keys_there);
    std::printf(" |\n");
}

void show_disagreement(const labelled_response& one, const calm::answer& read) {
    std::printf("\n#### %s, question %s, %s, sample %u: the reader says %s (%s), the extractor %s (%.*s)\n", one.model.c_str(), one.asked->id.c_str(),
                std::string(one.given.lang.view()).c_str(), one.given.sample, one.label ? one.label->str().c_str() : "nothing", one.reason.c_str(),
                read.key ? read.key->str().c_str() : "nothing", static_cast<int>(read.rule.size()), read.rule.data());
    for (const auto& option : one.question().options) std::printf("%s. %s\n", option.key.str().c_str(), option.text.c_str());
    std::printf("---\n%s\n", one.given.text.c_str());
}

void report(const request& asked, const std::string& part) {
    std::map<std::string, std::map<std::string, agreement>> tables;
    std::map<std::string, std::pair<std::size_t, std::size_t>> reasons;  // agreeing, of
    const auto count = [&](const std::vector<labelled_response>& all) {
        for (const auto& one : all) {
            const auto read = extracted(asked, one);
            for (const auto& language : {std::string(one.given.lang.view()), std::string("all")}) tables[one.model][language].add(one, read.key);
            auto& [agreeing, of] = reasons[one.reason];
            agreeing += read.key == one.label;
            ++of;
            if (asked.disagreements && part == "dev" && read.key != one.label) show_disagreement(one, read);
        }
    };
    count(calm_test::recorded_labels(".", part));
    const auto released = calm_test::released_labels(".", part);
    if (released) count(*released);
    count(calm_test::challenge_labels(".", part));
    count(calm_test::unseen_labels(".", part));
    count(calm_test::drift_labels(".", part));
    count(calm_test::varied_labels(".", part));

    std::printf("\n## extract::%s on the part %s\n\nIn %%; agreement counts abstentions, its interval is Wilson's 95 %%; precision: of the keys that the "
                "extractor gives; recall: of those that the reader gives.\n\n",
                asked.paper ? "paper" : "corrected", part.c_str());
    std::printf("| model | language | responses | agreement | interval | precision | recall |\n|---|---|--:|--:|--:|--:|--:|\n");
    for (const auto& [model, languages] : tables)
        for (const auto& [language, counts] : languages)
            if (language != "all") show(model, language, counts);
    for (const auto& [model, languages] : tables) show(model, "all", languages.at("all"));
    if (released && !released->empty()) {
        const auto& drawn = tables.at(released->front().model).at("all");
        std::printf("\nThe released samples over-represent odd forms; weighted by how many responses each stands for, agreement is %.2f %%.\n",
                    100 * drawn.stand_agreeing / drawn.stand_for);
    } else {
        std::printf("\nThe released samples are not here: no row for them.\n");
    }
    std::printf("\n| the reader's reason | responses | agreement |\n|---|--:|--:|\n");
    for (const auto& [reason, counts] : reasons) {
        std::printf("| %s | %zu", reason.c_str(), counts.second);
        show_share(counts.first, counts.second);
        std::printf(" |\n");
    }
}

} // namespace

int main(int argc, char** argv) {
    request asked;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "paper" || word == "corrected") {
            asked.paper = word == "paper";
        } else if (word == "dev" || word == "held_out") {
            asked.parts = {word};
        } else if (word == "--disagreements") {
            asked.disagreements = true;
        } else {
            std::fprintf(stderr, "usage: benchmark_extraction_quality [corrected|paper] [dev|held_out] [--disagreements]\n");
            return 2;
        }
    }
    try {
        for (const auto& part : asked.parts) report(asked, part);
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "benchmark_extraction_quality: %s\n", problem.what());
        return 1;
    }
    return 0;
}
