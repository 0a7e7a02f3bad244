#include "calm/extract/corrected.hpp"

#include "catch.hpp"

#include <string>
#include <string_view>
#include <vector>

using calm::answer;
using calm::localized_question;
using calm::option;
using calm::extract::corrected;

namespace {

localized_question question(std::vector<option> options, std::string_view lang = "en") { return {calm::language(lang), "", "", "", std::move(options)}; }

const localized_question eels = question({{"A", "pond"}, {"B", "Silver River"}, {"C", "deep sea"}, {"D", "well"}, {"E", "deep sea trench"}});

answer read(const localized_question& asked, std::string_view text) { return corrected{}(asked, {asked.lang, 0, std::string(text)}); }

struct example {
    std::string_view text, key, rule;   // an empty key: an abstention; an empty rule: any
};

void check(const localized_question& asked, const std::vector<example>& examples) {
    for (const auto& e : examples) {
        CAPTURE(std::string(e.text));
        const answer a = read(asked, e.text);
        CHECK((a.key ? a.key->str() : "") == e.key);
        if (!e.rule.empty()) CHECK(a.rule == e.rule);
    }
}

} // namespace

TEST_CASE("keys are read behind markers, whatever is around them", "[extract]") {
    check(eels, {
        {"Explanation: They swim far.\n\nAnswer: C", "C", "marker/key"},
        {"Answer: C. deep sea", "C", "marker/key"},
        {"answer : C", "C", "marker/key"},
        {"ANSWER：Ｃ", "C", "marker/key"},
        {"**Answer:** C", "C", "marker/key"},
        {"**Answer**: **C. deep sea**", "C", "marker/key"},
        {"### Answer: `C`", "C", "marker/key"},
        {"Answer:<C>", "C", "marker/key"},
        {"Answer: <C. deep sea>", "C", "marker/key"},
        {"Answer: (C) deep sea", "C", "marker/key"},
        {"Answer: [C]", "C", "marker/key"},
        {"Answer: （C）", "C", "marker/key"},
        {"Answer: 「C」", "C", "marker/key"},
        {"Answer: \"C\"", "C", "marker/key"},
        {"Answer: 'C'", "C", "marker/key"},
        {"Answer: \\boxed{C}", "C", "marker/key"},
        {"Answer: $\\boxed{\\text{C}}$", "C", "marker/key"},
        {"Answer: <strong>C</strong>", "C", "marker/key"},
        {"Answer: <b>C</b>", "C", "marker/key"},
        {"{\"answer\": \"C\"}", "C", "marker/key"},
        {"Answer:\n\nC. deep sea", "C", "marker/key"},
        {"Answer:\nAntwort: C", "C", "marker/key"},
        {"Answer: c", "C", "marker/key"},
        {"Answer: (c)", "C", "marker/key"},
        {"Answer: Option C", "C", "marker/key"},
        {"Answer: The correct answer is C.", "C", "marker/key"},
        {"Answer: C - deep sea", "C", "marker/key"},
        {"Answer: C: deep sea", "C", "marker/key"},
        {"Answer: C because they spawn there", "C", "marker/key"},
        {"Answer: A because they live there", "A", "marker/key"},
        {"Answer: C. deep sea\n\nA pond (A) or a well (D) is too small.", "C", "marker/key"},
        {"Answer: C. deep sea, not A or B", "C", "marker/key"},
        {"Answer: C. somewhere in the water", "C", "marker/key"},
        {"Answer: С", "C", "marker/key"},   // Cyrillic
        {"The first Answer: A\nFinal answer: C", "C", "marker/key"},
        {"Incorrect answer: A\nAnswer: C", "C", "marker/key"},
    });
}

TEST_CASE("a letter is a key only where it stands alone and the question has it", "[extract]") {
    check(eels, {
        {"Answer: A pond-like place nearby", "", ""},
        {"Answer: Every option", "", "abstain/nothing"},
        {"Answer: D'accord", "", "abstain/nothing"},
        {"Answer: B-cell", "", "abstain/nothing"},
        {"Answer: C++", "", "abstain/nothing"},
        {"Answer: F", "", "abstain/nothing"},
        {"Answer: X. deep sea", "C", "marker/inside"},   // the text counts beside a letter that is no key, as it does beside a wrong one
        {"Answer: They live near the pond, it seems.", "A", "marker/inside"},
        {"Answer: It is neither the pond nor the well.", "", ""},
        {"Answer: a fish", "", "abstain/nothing"},
        {"Answer:", "", "abstain/nothing"},
        {"Answer: ", "", "abstain/nothing"},
        {"Explanation: Eels are fish.", "", "abstain/nothing"},
        {"Erklärung: Aale sind Fische.", "", "abstain/nothing"},
        {"I cannot help with that.", "", "abstain/nothing"},
        {"", "", "abstain/nothing"},
    });
    check(question({}), {{"Answer: A", "", "abstain/no_options"}});
    check(question({{"1", "one"}, {"2", "two"}, {"12", "dozen"}}), {
        {"Answer: 2", "2", "marker/key"},
        {"Answer: 12", "12", "marker/key"},
        {"Answer: (2) two", "2", "marker/key"},
        {"Answer: 3", "", "abstain/nothing"},
        {"Answer: 21", "", ""},
        {"Answer: two", "2", "marker/text"},
    });
}

TEST_CASE("an option's text stands for its key", "[extract]") {
    check(eels, {
        {"Answer: pond", "A", "marker/text"},
        {"Answer: Pond.", "A", "marker/text"},
        {"Answer: the pond", "A", "marker/text"},
        {"Answer: SILVER\xc2\xa0 river", "", ""},   // two blanks are not one text
        {"Answer: silver river", "B", "marker/text"},
        {"Answer: deep sea", "C", "marker/text"},
        {"Answer: deep sea trench", "E", "marker/text"},   // the longest
        {"Answer: deep sea, because they spawn there", "C", "marker/text"},
        {"Answer: ponds", "", "abstain/nothing"},
        {"Answer: Something like water (D)", "D", "marker/inside"},
        {"Answer: between (A) and (D)", "", ""},
    });
    check(question({{"A", "海"}, {"B", "海洋"}, {"C", "川"}}, "zh"), {
        {"答案：海洋", "B", "marker/text"},
        {"答案：海", "A", "marker/text"},
        {"答案：海水", "", ""},
        {"答え:川です。", "C", "marker/text"},
    });
    check(question({{"A", "E. coli"}, {"B", "C. difficile"}, {"C", "Vitamin A"}, {"D", "B cells"}, {"E", "none of the above"}}), {
        {"Answer: E. coli", "A", "marker/text"},
        {"Answer: C. difficile", "B", "marker/text"},
        {"Answer: Vitamin A", "C", "marker/text"},
        {"Answer: B cells", "D", "marker/text"},
        {"Answer: None of the above", "E", "marker/text"},
        {"Answer: E. None of the above", "E", "marker/key"},
    });
    check(question({{"A", "same"}, {"B", "same"}}), {
        {"Answer: same", "", "abstain/ambiguous_text"},
        {"Answer: B. same", "B", "marker/key"},
    });
}

TEST_CASE("the text wins over a letter of another option", "[extract]") {
    check(eels, {
        {"Answer: A. deep sea", "C", "marker/text_over_key"},
        {"Answer: A (deep sea)", "C", "marker/text_over_key"},
        {"Answer: <A> Deep Sea.", "C", "marker/text_over_key"},
        {"Answer: C. deep sea trench", "E", "marker/text_over_key"},
        {"Answer: A. deep sea creatures", "A", "marker/key"},   // not exactly another option's text
        {"Answer: E. deep sea trench", "E", "marker/key"},
    });
}

TEST_CASE("two answers, none, or one taken back is an abstention", "[extract]") {
    check(eels, {
        {"Answer: A or B", "", "abstain/several"},
        {"Answer: A and C", "", "abstain/several"},
        {"Answer: A, C", "", "abstain/several"},
        {"Answer: A & D", "", "abstain/several"},
        {"Answer: A/B", "", "abstain/several"},
        {"Answer: BC", "", "abstain/several"},
        {"Answer: B D", "", "abstain/several"},
        {"Answer: A、B、C", "", "abstain/several"},
        {"Answer: (A) and (C)", "", "abstain/several"},
        {"Answer: A. pond or C. deep sea", "", "abstain/several"},
        {"Answer: A (pond) C (deep sea)", "", "abstain/several"},
        {"Answer: A. dusk and E. dawn", "", "abstain/several"},
        {"Answer: pond or well", "", "abstain/several"},
        {"答案：A和C", "", "abstain/several"},
        {"答案:B或D", "", "abstain/several"},
        {"Antwort: A und C", "", "abstain/several"},
        {"Réponse : A ou C", "", "abstain/several"},
        {"Risposta: A e C", "", "abstain/several"},
        {"Respuesta: A y C", "", "abstain/several"},
        {"答え: AとC", "", "abstain/several"},
        {"Ответ: A или C", "", "abstain/several"},
        {"Answer: A (wrong)", "", "abstain/rejected"},
        {"答案：A. pond (错误)", "", "abstain/rejected"},
        {"答え: A (×)", "", "abstain/rejected"},
        {"Answer: A (wrong)\n\nThe correct option is D.", "D", "phrase/key"},
        {"Answer: A. None of these fits", "", "abstain/none_of_them"},
    });
    for (const std::string_view none :
         {"Answer: None of the above", "Answer: none", "Answer: None (A-E)", "答案：以上都不是", "答案:没有正确选项", "Antwort: Keine der Optionen", "Réponse : Aucune des options",
          "Risposta: Nessuna delle opzioni (A, B)", "Respuesta: Ninguna de las anteriores", "Resposta: Nenhuma das alternativas", "答え: 該当なし", "Antwoord: Geen van bovenstaande",
          "Odpowiedź: Żadna z powyższych", "Ответ: ни один из вариантов", "الجواب: لا شيء مما سبق", "Đáp án: Không có đáp án đúng", "उत्तर: इनमें से कोई नहीं", "Jibu: Hakuna", "جواب: کوئی نہیں"}) {
        CAPTURE(std::string(none));
        CHECK(read(eels, none).rule == "abstain/none_of_them");
        CHECK_FALSE(read(eels, none).key);
    }
}

TEST_CASE("markers and phrases of every language count whatever language was asked in", "[extract]") {
    for (const std::string_view text :
         {"Explanation: x\nAnswer: C", "Solution: C", "The answer is C.", "Therefore, the correct answer is (C) deep sea.", "解释：x\n答案：C", "正确答案：C. deep sea", "因此，正确答案是C。", "故选C。",
          "Erläuterung: x\nAntwort: C", "Begründung: x\nLösung: C", "Die richtige Antwort ist C.", "Die Antwort lautet: C", "Explication : x\nRéponse : C", "La bonne réponse est C.", "La réponse correcte est la lettre C.",
          "Spiegazione: x\nRisposta: C", "La risposta corretta è C. deep sea", "La risposta corretta è: C", "説明：x\n答え：C", "正解：C", "回答: C", "正解はCです。", "理由：x\n答えはC。",
          "Explicación: x\nRespuesta: C", "La respuesta correcta es C.", "Explicação: x\nResposta: C", "A resposta correta é C.", "Uitleg: x\nAntwoord: C", "Het juiste antwoord is C.",
          "Wyjaśnienie: x\nOdpowiedź: C", "Prawidłowa odpowiedź to C.", "Объяснение: x\nОтвет: C", "Правильный ответ: C", "الشرح: x\nالجواب: C", "الإجابة الصحيحة هي C", "Giải thích: x\nĐáp án: C", "Đáp án đúng là C.",
          "व्याख्या: x\nउत्तर: C", "सही उत्तर C है।", "Maelezo: x\nJibu: C", "Jibu sahihi ni C.", "وضاحت: x\nجواب: C"}) {
        CAPTURE(std::string(text));
        const answer a = read(eels, text);
        REQUIRE(a.key);
        CHECK(a.key->view() == "C");
        CHECK(a.span.of(text) == "C");
    }
}

TEST_CASE("without a marker, phrases, boxes, lines of their own and full mentions count, in this order", "[extract]") {
    check(eels, {
        {"I think the answer is A, no: the answer is C.", "C", "phrase/key"},
        {"## Answer\n\nC", "C", "phrase/key"},
        {"<answer>C</answer>", "C", "phrase/key"},
        {"【答案】C", "C", "phrase/key"},
        {"They spawn at sea, so the answer is deep sea.", "C", "phrase/text"},
        {"The answer is A. deep sea", "C", "phrase/text_over_key"},
        {"The answer is A or B.", "", "abstain/several"},
        {"The answer is not here.", "", "abstain/nothing"},
        {"So $\\boxed{C}$ it is", "C", "boxed/key"},
        {"\\boxed{\\text{deep sea}}", "C", "boxed/text"},
        {"C", "C", "line/key"},
        {"C.", "C", "line/key"},
        {"(C) deep sea", "C", "line/key"},
        {"deep sea", "C", "line/text"},
        {"C. deep sea\n\nThey spawn there.", "C", "line/key"},
        {"They spawn there.\n\n**C. deep sea**", "C", "line/key"},
        {"説明:C. deep sea\n\nThey spawn there.", "C", "line/key"},
        {"They prefer C. deep sea for this.", "C", "mention/key"},
        {"They prefer C. deep sea to A. pond for this.", "", "abstain/several"},
        {"They prefer option C for this.", "C", "closing/key"},
        {"Eels are long. They have long lives, too. They prefer option C for this.", "", "abstain/nothing"},
        {"Answer: unclear. They prefer C. deep sea for this.", "", "abstain/nothing"},
        {"A pond is small.", "", "abstain/nothing"},
        {"Explanation: A long story", "", "abstain/nothing"},
    });
}

TEST_CASE("a response that goes on with another question counts up to there", "[extract]") {
    check(eels, {
        {"Answer: C\n\nQuestion: What next?\nA. x\nB. y\nAnswer: B", "C", "marker/key"},
        {"Antwort: C\nFrage: Und dann?\nAntwort: B", "C", "marker/key"},
        {"答案：C\n问题：然后呢？\n答案：B", "C", "marker/key"},
        {"Question: Where do eels spawn?\nAnswer: C", "C", "marker/key"},
        {"Explanation: the question: where?\nAnswer: B\nsorry, Answer: C", "C", "marker/key"},
    });
    const std::string_view text = "Answer: C\nExplanation: Far.\nQuestion: Next?\nExplanation: Near.\nAnswer: A";
    CHECK(read(eels, text).explanation.of(text) == "Far.");
}

TEST_CASE("the explanation is the reasoning without markers and answer line", "[extract]") {
    const auto explanation = [](std::string_view text) { return std::string(read(eels, text).explanation.of(text)); };
    CHECK(explanation("Explanation: They swim far.\n\nAnswer: C") == "They swim far.");
    CHECK(explanation("**Explanation:** They swim far.\n\n**Answer:** C") == "They swim far.");
    CHECK(explanation("Explanation:<your explanation>\nAnswer: C").empty());
    CHECK(explanation("解释:<你的解释>\n答案:C").empty());
    CHECK(explanation("Maelezo: <maelezo yako>\nJibu: C").empty());
    CHECK(explanation("Explanation:<They swim far.>\nAnswer: C") == "<They swim far.>");
    CHECK(explanation("Explanation: <your explanation> They swim far.\nAnswer: C") == "<your explanation> They swim far.");
    CHECK(explanation("**Explanation**: **They** swim far.\n\n### Answer\nC") == "**They** swim far.");
    CHECK(explanation("Erläuterung:\n\nSie schwimmen weit.\n\nDie richtige Antwort: C") == "Sie schwimmen weit.");
    CHECK(explanation("説明：遠く。\n\n正解：C") == "遠く。");
    CHECK(explanation("Answer: C\nExplanation: They swim far.") == "They swim far.");
    CHECK(explanation("Answer: C. deep sea\n\nThey swim far.") == "They swim far.");
    CHECK(explanation("They swim far.\nAnswer: C") == "They swim far.");
    CHECK(explanation("Explanation: They swim far.\nAnswer:\nAnswer: C\nand more") == "They swim far.");
    CHECK(explanation("Explanation: They swim far.\nSo the answer is C.") == "They swim far.");
    CHECK(explanation("Explanation: Unclear.\nAnswer: A or B") == "Unclear.");
    CHECK(explanation("They swim far.") == "They swim far.");
    CHECK(explanation("Answer: C").empty());
    CHECK(explanation("").empty());
}

TEST_CASE("the span is the key or the text that decided", "[extract]") {
    const auto span = [](std::string_view text) { return std::string(read(eels, text).span.of(text)); };
    CHECK(span("Explanation: C is A.\nAnswer: <C> deep sea") == "C");
    CHECK(span("Answer: A. deep sea") == "deep sea");
    CHECK(span("Answer: Silver River.") == "Silver River");
    CHECK(span("Answer: None of the above") == "None of the above");
    CHECK(span("nothing here").empty());
}

TEST_CASE("a clause that calls an option right states the answer, before its key or behind it, in each language", "[extract]") {
    for (const std::string_view text :
         {"C is correct.", "Option C is the best choice.", "I would go with C.", "So (C) seems to be the most suitable option.", "Therefore, C.", "C选项最符合题意。", "所以选C。", "本题选C。", "Antwort C ist richtig.",
          "Ich wähle C.", "Also C.", "C est la bonne réponse.", "Je choisirais l'option C.", "C es la respuesta correcta.", "Elijo la C.", "A alternativa C é a correta.", "Eu escolheria a letra C.", "La C è la risposta corretta.",
          "Scelgo la C.", "Cが正解です。", "私はCを選びます。", "よって、Cです。", "Optie C is juist.", "Ik kies C.", "Opcja C jest najlepszym wyborem.", "Wybieram C.", "Вариант C является правильным.", "Выбираю C.", "الخيار C هو الصحيح.",
          "أختار C.", "Phương án C là đúng.", "Tôi chọn C.", "विकल्प C सही है।", "C सही उत्तर है।", "Chaguo C ni sahihi.", "Ninachagua C.", "آپشن C درست ہے۔", "✅ C", "C ✓", "B is wrong, but C is right."}) {
        CAPTURE(std::string(text));
        const answer a = read(eels, text);
        REQUIRE(a.key);
        CHECK(a.key->view() == "C");
        CHECK(a.span.of(text) == "C");
    }
    check(eels, {
        {"The deep sea is the right answer.", "C", "stated/text"},
        {"Somit ist deep sea die richtige Antwort.", "C", "stated/text"},
        {"The best place is the deep sea.", "C", "stated/text"},
        {"C is not correct.", "", "abstain/nothing"},
        {"A and C are both possible answers.", "", "abstain/several"},
        {"Sowohl A als auch C sind richtig.", "", "abstain/several"},
        {"None of the options is correct.", "", "abstain/none_of_them"},
        {"Vitamin C is the best.", "", "abstain/nothing"},
        {"A good answer needs more facts.", "", "abstain/nothing"},
        {"A. pond - this is correct.\nB. Silver River - this is correct.", "", "abstain/several"},
    });
}

TEST_CASE("the last statement of an answer counts, and thoughts are none", "[extract]") {
    check(eels, {
        {"Answer: A\n\nThe correct answer is C, since they spawn there.", "C", "phrase/key"},
        {"The answer is A. Wait, actually it is C.", "C", ""},
        {"Answer: A. No, C is right.", "A", "marker/key"},   // without a word that takes it back
        {"答案：A。不对，正确答案是C。", "C", "phrase/key"},
        {"<think>The answer is A.</think>\n\nC", "C", "line/key"},
        {"<think>The answer is A.</think> Answer: C", "C", "marker/key"},
        {"\\boxed{A}\nAnswer: C", "C", "marker/key"},
        {"Answer: C\nUser: And then?\nAnswer: B", "C", "marker/key"},
        {"C. deep sea\n\nQuestion: x\nAnswer: B", "C", "line/key"},
        {"Answer format: A\nAnswer: C", "C", "marker/key"},
        {"Answer:<correct option>\n", "", "abstain/nothing"},
    });
}

TEST_CASE("a line of its own answers, a line of a list doesn't", "[extract]") {
    check(eels, {
        {"Where do eels spawn:\n\nC. deep sea\n\nWhere do eels", "C", "line/key"},
        {"A. pond\nB. Silver River\nC. deep sea", "", ""},
        {"Options:\nA. pond\nB. Silver River\n\nC", "", ""},
        {"A. pond is small\nB. Silver River is long", "", ""},
        {"C. deep sea. It is deep.", "C", "line/key"},
        {"It is option C.", "C", "line/key"},
        {"They like it there, which is option C.", "C", "closing/key"},
        {"They like the big blue sea (C).", "C", "closing/key"},
    });
    const auto cut = [](std::string_view text) { return corrected{}(eels, {"en", 0, std::string(text), calm::finish_reason::length}); };
    CHECK_FALSE(cut("They may live in (C)").key);
    CHECK_FALSE(cut("Some eels\nA. pond").key);
    CHECK(cut("Answer: C").key);
}

TEST_CASE("a sentence that repeats the question asserts its answer", "[extract]") {
    localized_question asked = eels;
    asked.stem = "Where do European eels spawn?";
    check(asked, {
        {"European eels spawn in the deep sea.", "C", "assertion/text"},
        {"Eels spawn in the deep sea, not in a pond.", "C", "assertion/text"},
        {"European eels spawn in the pond or the deep sea.", "", "abstain/nothing"},
        {"European eels do not spawn in the pond.", "", "abstain/nothing"},
        {"The deep sea is dark.", "", "abstain/nothing"},
    });
    CHECK_FALSE(corrected{}(asked, {"en", 0, "European eels spawn in the deep sea", calm::finish_reason::length}).key);
    asked = question({{"A", "燃油"}, {"B", "海水"}}, "zh");
    asked.stem = "潜艇下潜时，会往压载水舱里注入什么？";
    check(asked, {{"潜艇下潜时，会往压载水舱里注入海水。", "B", "assertion/text"}});
}

TEST_CASE("letters of other scripts, and numbers for letters, are keys where nothing else stands", "[extract]") {
    check(eels, {
        {"الإجابة: ج", "C", "marker/key"},
        {"الإجابة: هـ", "E", "marker/key"},
        {"جواب: الف", "A", "marker/key"},
        {"उत्तर: (ग)", "C", "marker/key"},
        {"सही उत्तर सी है।", "C", "phrase/key"},
        {"Ответ: В", "B", "marker/key"},
        {"А) x\nБ) y\nОтвет: В", "C", "marker/key"},
        {"Ответ: Г", "D", "marker/key"},
        {"答案：丙", "C", "marker/key"},
        {"Answer: 3", "C", "marker/key"},
        {"Answer: ٣", "C", "marker/key"},
        {"Answer: 3 eels", "", "abstain/nothing"},
    });
    check(question({{"a", "one"}, {"b", "two"}}, "es"), {
        {"Respuesta: b", "b", "marker/key"},
        {"La respuesta correcta es la b.", "b", "phrase/key"},
        {"Respuesta: B) two", "b", "marker/key"},
        {"Vamos a pensar.", "", "abstain/nothing"},
    });
    check(question({{"١", "واحد"}, {"٢", "اثنان"}}, "ar"), {{"الإجابة: 2", "٢", "marker/key"}, {"الإجابة: ٢", "٢", "marker/key"}});
}
