#include "calm/extract/parse_question.hpp"

#include "calm/extract/cue.hpp"
#include "calm/extract/option_label.hpp"

#include "reference.hpp"

#include <string>
#include <string_view>
#include <vector>

using namespace calm::extract;
using calm::option;

namespace {

struct example {
    std::string_view input;
    std::string_view stem;
    std::vector<option> options;
};

} // namespace

TEST_CASE("labels of options are recognised in their many spellings", "[extract]") {
    for (const std::string_view text : {"B. x", "B) x", "B: x", "B、x", "(B) x", "（B）x", "Ｂ．x", "[B] x", "( B ) x", "【B】x", "（二）x", "(二) x"}) {
        CAPTURE(text);
        const option_label label = read_label(text, 0);
        REQUIRE(label);
        CHECK(label.ordinal == 1);
        CHECK(key_of(label) == calm::answer_key("B"));
        CHECK(strip(text.substr(label.size)) == "x");
    }
    CHECK(key_of(read_label("12. x", 0)) == calm::answer_key("12"));
    for (const std::string_view text : {"", "B", "B x", "b. x", "(B", "(B x)", "二. x", "1.5 mg", "BC. x", "()", "("}) {
        CAPTURE(text);
        CHECK_FALSE(read_label(text, 0));
    }
}

TEST_CASE("a question is taken apart into stem and options", "[extract]") {
    const std::vector<option> abc{{"A", "lake"}, {"B", "river"}, {"C", "deep sea"}};
    const std::vector<example> examples{
        {"Where do eels spawn?\nA. lake\nB. river\nC. deep sea", "Where do eels spawn?", abc},
        {"Frage: Wo?\nA. lake\nB. river\nC. deep sea\nAnswer:\nAntwort:", "Wo?", abc},
        {"Domanda: Dove?\nA. lake\nB. river\nC. deep sea\nAnswer:\nRisposta: ", "Dove?", abc},
        {"質問：どこ？\nA. lake\nB. river\nC. deep sea\n答え:", "どこ？", abc},
        {"问题: 哪里？\nＡ．lake\nＢ．river\nＣ．deep sea\n答案：\n", "哪里？", abc},
        {"Question : où ?\nA) lake\nB) river\nC) deep sea\nRéponse :", "où ?", abc},
        {"Where?\n(A) lake\n(B) river\n(C) deep sea", "Where?", abc},
        {"Where? (A) lake (B) river (C) deep sea ", "Where?", abc},
        {"在哪里（　）。 （A）lake （B）river （C）deep sea", "在哪里（　）。", abc},
        {"Where? A. lake B. river C. deep sea", "Where?", abc},
        {"Where?\n  A: lake\r\n  B: river\r\n  C: deep sea\r\n", "Where?", abc},
        {"在哪里？\n(一)lake\n(B) river\n(三) deep sea", "在哪里？", abc},
        {"Which has vitamin A. Choose\nA. lake\nB. river\nC. deep sea", "Which has vitamin A. Choose", abc},
        {"About (A) and (B) above. (A) lake (B) river (C) deep sea", "About (A) and (B) above.", abc},
        {"A: 12 mg\nB: 5 mg\nWhich? (A) lake (B) river (C) deep sea", "A: 12 mg\nB: 5 mg\nWhich?", abc},
        {"Which?\n1. lake\n2. river\n3. deep sea", "Which?", {{"1", "lake"}, {"2", "river"}, {"3", "deep sea"}}},
        {"True statements are\n1. x\n2. y\n3. z\nA. 1\nB. 1 and 2", "True statements are\n1. x\n2. y\n3. z", {{"A", "1"}, {"B", "1 and 2"}}},
        {"Who wrote it?\nA. J. A. Hobson\nB. E. F. Benson\nC. C. D. Broad", "Who wrote it?",
         {{"A", "J. A. Hobson"}, {"B", "E. F. Benson"}, {"C", "C. D. Broad"}}},
        {"Both?\n(A) x\n(B) y\n(C) both (A) and (B)", "Both?", {{"A", "x"}, {"B", "y"}, {"C", "both (A) and (B)"}}},
        {"Say what?\nA. answer:\nB. antwort:", "Say what?", {{"A", "answer:"}, {"B", "antwort:"}}},
    };
    for (const auto& e : examples) {
        CAPTURE(std::string(e.input));
        const parsed_question parsed = parse_question(e.input);
        CHECK(parsed.stem == e.stem);
        REQUIRE(parsed.options.size() == e.options.size());
        for (std::size_t i = 0; i < e.options.size(); ++i) {
            CHECK(parsed.options[i].key == e.options[i].key);
            CHECK(parsed.options[i].text == e.options[i].text);
        }
    }
}

TEST_CASE("a text without a sequence of labels has no options", "[extract]") {
    for (const std::string_view text : {"", "Why?", "Take vitamin A. Then hepatitis B. is gone", "A. only one", "B. x\nC. y", "A. x\nC. y", "1.5 mg\n2.5 mg", "(A) x and no other"}) {
        CAPTURE(text);
        CHECK(parse_question(text).options.empty());
        CHECK(parse_question(text).stem == strip(text));
    }
}

TEST_CASE("cues in front of and behind a question are not part of it", "[extract]") {
    CHECK(without_question_cue("FRAGE：Wo?") == "Wo?");
    CHECK(without_question_cue("Questions abound: x") == "Questions abound: x");
    CHECK(without_trailing_answer_cues("x\nAnswer: \n\n 回答：\n") == "x");
    CHECK(without_trailing_answer_cues("x\nAnswer: B") == "x\nAnswer: B");
    CHECK(without_trailing_answer_cues("Answer:") == "Answer:");
    CHECK(without_trailing_answer_cues("").empty());
}

TEST_CASE("a gold answer is a key, a labelled text or a text", "[extract]") {
    const std::vector<option> options{{"A", "iron"}, {"B", "zinc"}, {"C", "iron"}, {"D", "B12 + iron"}};
    CHECK(parse_gold("C", options) == calm::answer_key("C"));
    CHECK(parse_gold(" Ｃ ", options) == calm::answer_key("C"));
    CHECK(parse_gold("(B) zinc", options) == calm::answer_key("B"));
    CHECK(parse_gold("（二）zinc", options) == calm::answer_key("B"));
    CHECK(parse_gold("B. another translation of it", options) == calm::answer_key("B"));
    CHECK(parse_gold("B12 + iron", options) == calm::answer_key("D"));
    CHECK(parse_gold("zinc", options) == calm::answer_key("B"));
    CHECK_FALSE(parse_gold("iron", options));          // two options read so
    CHECK_FALSE(parse_gold("(A) zinc", options));      // contradicts itself
    CHECK_FALSE(parse_gold("E", options));
    CHECK_FALSE(parse_gold("(E) tin", options));
    CHECK_FALSE(parse_gold("", options));
    CHECK_FALSE(parse_gold("B", {}));
}

TEST_CASE("every question of the released samples has its five options", "[extract][reference]") {
    for (const std::string name : {"cn", "de", "en", "fr", "it", "ja"}) {
        const auto rows = calm_test::reference_json("xcsqa/samples/x_csqa_" + name + "_train_sampled.json");
        if (!rows) return;
        for (const auto& row : *rows) {
            const parsed_question parsed = parse_question(row.at("input").get<std::string>());
            CAPTURE(name, parsed.stem);
            REQUIRE(parsed.options.size() == 5);
            for (std::size_t i = 0; i < 5; ++i) {
                REQUIRE(parsed.options[i].key == calm::answer_key(static_cast<char>('A' + i)));
                REQUIRE_FALSE(parsed.options[i].text.empty());
                REQUIRE(parsed.options[i].text.find('\n') == std::string::npos);
            }
            REQUIRE(parse_gold(row.at("output").get<std::string>(), parsed.options));
        }
    }
}

TEST_CASE("every question of the released MEDQA files has its four options and a gold key", "[extract][reference]") {
    for (const std::string name : {"all_test_cn2fr_first100", "test_cn2en_299", "test_en2cn_299", "test_native_cn_299"}) {
        const auto rows = calm_test::reference_json("medqa/" + name + ".json");
        if (!rows) return;
        for (const auto& row : *rows) {
            const parsed_question parsed = parse_question(row.at("input").get<std::string>());
            CAPTURE(name, parsed.stem);
            REQUIRE(parsed.options.size() == 4);
            const std::string gold = row.at("output").get<std::string>();
            const auto key = parse_gold(gold, parsed.options);
            REQUIRE(key);
            if (name != "test_native_cn_299") continue;   // the others translate question and gold apart from each other
            const auto label = read_label(gold, 0);
            for (const auto& o : parsed.options)
                if (o.key == *key) REQUIRE(o.text == strip(std::string_view(gold).substr(label.size)));
        }
    }
}
