#include "calm/extract/paper.hpp"

#include "reference.hpp"

#include <string>
#include <string_view>
#include <vector>

using calm::answer;
using calm::extract::paper;
using calm::extract::paper_option_text;

namespace {

answer read(std::string_view lang, std::string_view text) { return paper{}({}, {calm::language(lang), 0, std::string(text)}); }

struct example {
    std::string_view lang, text, key, rule;   // an empty key: none
};

} // namespace

TEST_CASE("the paper profile reads keys by position", "[extract]") {
    const std::vector<example> examples{
        {"en", "Explanation: x\n\nAnswer: C", "C", "paper/single"},
        {"en", "Answer: X", "X", "paper/single"},
        {"en", "Answer: ?", "?", "paper/single"},
        {"en", "Answer: 答", "答", "paper/single"},
        {"en", "Answer: B. pond", "B", "paper/first"},
        {"en", "Answer: A\nAnswer: D. pond", "D", "paper/first"},
        {"en", "Answer:<D>", "D", "paper/second"},
        {"en", "Answer: (B) pond", "B", "paper/second"},
        {"en", "Answer: ACE", "C", "paper/second"},
        {"zh", "答案:「B」", "B", "paper/second"},
        {"zh", "答案:A\n答案：B. 河", "B", "paper/first"},
        {"zh", "答案：\xe3\x80\x80" "C\xe3\x80\x80", "C", "paper/single"},
        {"zh", "答案：B\n答案:A", "A", "paper/single"},
        {"fr", "Réponse: A. lac", "A", "paper/first"},
        {"fr", "Réponse : E", "E", "paper/single"},
        {"de", "Antwort: B. Teich", "B", "paper/first"},
        {"de", "Answer: B. Teich", "A", "paper/first"},   // not its own marker: the A of "Answer"
        {"it", "Risposta: C", "C", "paper/single"},
        {"ja", "答え：D. 池", "D", "paper/first"},
        {"sw", "Answer: B", "B", "paper/single"},
        {"zh-Hant", "答案:B", "B", "paper/single"},
        {"en", "Explanation: no answer line", "E", "paper/first"},
        {"de", "Erklärung: nichts", "E", "paper/first"},
        {"en", "Answer: **C**", "", "paper/none"},
        {"en", "Answer: none", "", "paper/none"},
        {"en", "Answer: c", "c", "paper/single"},
        {"en", "Answer:", "", "paper/none"},
        {"en", "", "", "paper/none"},
        {"en", "Answer: B\n\nHowever, Answer: pond", "", "paper/none"},
    };
    for (const auto& e : examples) {
        CAPTURE(e.lang, std::string(e.text));
        const answer a = read(e.lang, e.text);
        CHECK(a.rule == e.rule);
        CHECK((a.key ? a.key->str() : "") == e.key);
        CHECK(a.span.of(e.text) == e.key);
    }
}

TEST_CASE("the paper profile cuts explanations between markers of all languages", "[extract]") {
    const auto explanation = [](std::string_view lang, std::string_view text) { return std::string(read(lang, text).explanation.of(text)); };
    CHECK(explanation("en", "Explanation: Eels swim far.\n\nAnswer: C") == "Eels swim far.");
    CHECK(explanation("zh", "解释:鳗鱼游得很远。\n\n答案：C") == "鳗鱼游得很远。");
    CHECK(explanation("en", "Spiegazione: Lontano.\nRisposta: C") == "Lontano.");
    CHECK(explanation("de", "Erläuterung: Weit.\nAntwort: C") == "Erläuterung: Weit.");
    CHECK(explanation("en", "Explanation: one\nExplanation: two\nAnswer: C\nAnswer: D") == "one\nExplanation: two");
    CHECK(explanation("en", "Explanation: 解释: both\nAnswer: C") == "both");
    CHECK(explanation("en", "Answer: C. pond").empty());
    CHECK(explanation("en", "").empty());
}

TEST_CASE("the paper profile's option text runs to the next label", "[extract]") {
    const std::string_view input = "Frage: Wo?\nA. See\nB. Teich\nE. Meer\nAnswer:\nAntwort:";
    CHECK(paper_option_text(input, "A") == "See");
    CHECK(paper_option_text(input, "B") == "Teich\nE. Meer\nAnswer:\nAntwort:");   // no "C. " follows
    CHECK(paper_option_text(input, "E") == "Meer\nAnswer:\nAntwort:");
    CHECK(paper_option_text(input, "D").empty());
    CHECK(paper_option_text(input, "X").empty());
    CHECK(paper_option_text(input, "答").empty());
    CHECK(paper_option_text("A. B. ", "A").empty());
    CHECK(paper_option_text("", "A").empty());
}

TEST_CASE("the paper profile reads the released samples as the released files were made", "[extract][reference]") {
    struct expectation {
        const char* lang;
        std::size_t parsed;
    };
    for (const auto& [lang, parsed] : std::vector<expectation>{{"en", 2685}, {"cn", 2696}, {"fr", 2696}, {"de", 2684}, {"it", 2681}, {"ja", 2669}}) {
        const auto rows = calm_test::reference_json(std::string("xcsqa/samples/x_csqa_") + lang + "_train_sampled.json");
        if (!rows) return;
        std::size_t count = 0;
        for (const auto& row : *rows)
            for (const auto& text : row.at("pred")) count += read(lang, text.get<std::string>()).key.has_value();
        CAPTURE(lang);
        CHECK(count == parsed);
    }
}

TEST_CASE("explanations and option texts of the released English preferences are those of the paper profile", "[extract][reference]") {
    const auto samples = calm_test::reference_json("xcsqa/samples/x_csqa_en_train_sampled.json");
    const auto expected = calm_test::reference_json("xcsqa/expected/DPO_en.json");
    if (!samples || !expected) return;
    std::size_t found = 0;
    for (const auto& pair : *expected) {
        const std::string chosen = pair.at("chosen").get<std::string>();
        bool same = false;
        for (const auto& row : *samples) {
            const std::string input = row.at("input").get<std::string>();
            if (pair.at("input").get<std::string>() != "Question:" + input) continue;
            for (const auto& sample : row.at("pred")) {
                const std::string text = sample.get<std::string>();
                const answer a = read("en", text);
                if (!a.key) continue;
                same |= chosen == "Explanation: " + std::string(a.explanation.of(text)) + "\nAnswer:" + a.key->str() + ". " +
                                      std::string(paper_option_text(input, *a.key));
            }
        }
        CAPTURE(chosen);
        CHECK(same);
        ++found;
    }
    CHECK(found == 140);
}
