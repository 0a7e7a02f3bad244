// Sentences that weigh options against each other, options named by their place, and the ends of turns.
#include "calm/extract/corrected.hpp"
#include "calm/extract/detail/ordinal.hpp"
#include "calm/extract/detail/turns.hpp"

#include "catch.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace {

struct expected {
    std::string_view text, key, rule;
};

calm::localized_question animals() {
    calm::localized_question asked{"en", "", "", "Which animal lives in the sea?", {}};
    const char* names[] = {"the camel", "the cow", "the dolphin", "the cat", "the hen"};
    for (char key = 'A'; key <= 'E'; ++key) asked.options.push_back({calm::answer_key(key), names[key - 'A']});
    return asked;
}

void check(const calm::localized_question& asked, std::initializer_list<expected> all) {
    for (const auto& e : all) {
        const calm::answer got = calm::extract::corrected{}(asked, {asked.lang, 0, std::string(e.text)});
        CAPTURE(std::string(e.text), got.rule);
        CHECK((got.key ? got.key->str() : "") == e.key);
        if (!e.rule.empty()) CHECK(got.rule == e.rule);
    }
}

} // namespace

TEST_CASE("of an option that is denied and one that is not, the other is the answer, in each language", "[extract]") {
    check(animals(), {
        {"Not A but rather C.", "C", ""}, {"The answer is not A, it is C.", "C", ""}, {"Answer: A is wrong, C is right", "C", ""}, {"C rather than A", "C", ""},
        {"Nicht A, sondern C.", "C", ""}, {"Niet A, maar C.", "C", ""}, {"Pas A, mais C.", "C", ""}, {"No A, sino C.", "C", ""}, {"Não A, mas sim C.", "C", ""},
        {"Non A, bensì C.", "C", ""}, {"Nie A, lecz C.", "C", ""}, {"Не A, а C.", "C", ""}, {"不是A，而是C。", "C", ""}, {"答えはAではなくCです。", "C", ""},
        {"Không phải A mà là C.", "C", ""}, {"A नहीं, बल्कि C।", "C", ""}, {"A نہیں بلکہ C۔", "C", ""}, {"ليس A بل C.", "C", ""}, {"Si A bali ni C.", "C", ""},
        {"Answer: A is wrong", "", "abstain/rejected"}, {"Not A.", "", "abstain/nothing"}, {"Not A, not C.", "", "abstain/nothing"},
    });
}

TEST_CASE("the only option that clauses affirm, or leave, is the answer", "[extract]") {
    check(animals(), {
        {"The camel, the cow, the cat and the hen live on land. Only the dolphin remains.", "C", "assertion/text"},
        {"Everything except C lives on land.", "C", ""},
        {"A is wrong. B is wrong. D is wrong. E is wrong.", "C", ""},
        {"The dolphin lives in the sea, while the cat lives in a house.", "C", "assertion/text"},
        {"Unlike the cat, the dolphin lives in the sea.", "C", "assertion/text"},
        {"It lives in the sea: the dolphin or the cat.", "", "abstain/nothing"},
        {"The camel lives in the desert, the cow on a farm.", "", "abstain/nothing"},
        {"Maybe A, maybe C.", "", ""}, {"A. M\u00fcller has studied this.", "", "abstain/nothing"}, {"z. B. Haie leben dort.", "", "abstain/nothing"},
    });
}

TEST_CASE("what a list of the excluded leaves is the answer", "[extract]") {
    check(animals(), {
        {"Excluding A, B, D and E, that leaves us with C.", "C", ""}, {"Eliminando A, B, D e E, sobra apenas a C.", "C", ""},
        {"Escludendo A, B, D ed E, la risposta non può che essere C.", "C", ""}, {"Loại trừ A, B, D và E, chỉ còn lại C.", "C", ""},
        {"Ni A, ni B, ni D, ni E: lo lógico es C.", "C", ""}, {"排除A、B、D、E，剩下的只有C。", "C", ""},
    });
}

TEST_CASE("a mark at the end of a line is about that line", "[extract]") {
    check(animals(), {
        {"* A camel (A) lives in deserts. ❌\n* A dolphin (C) swims. ✅\n* A cat (D) hunts mice. ❌", "C", ""},
        {"- The camel: no ❌\n- The dolphin lives there. ✅\n- The cat: no ❌", "C", ""},
        {"C. It swims. ✅\nD. It lives on land.", "C", ""},
        {"✅ C", "C", "phrase/key"}, {"My choice: ✅\nC", "C", ""},
    });
}

TEST_CASE("an option's text counts behind its preposition, and behind a word of choosing", "[extract]") {
    calm::localized_question asked{"de", "", "", "Was nimmt man?", {}};
    for (const auto& [key, text] : {std::pair{'A', "mit einer Kerze"}, {'B', "mit einem Hammer"}, {'C', "mit einem Wischmopp"}})
        asked.options.push_back({calm::answer_key(key), text});
    check(asked, {{"Man nimmt einen Wischmopp.", "C", "assertion/text"}, {"Antwort: Wischmopp", "C", "marker/text"}, {"Ein Wischmopp ist weich.", "", "abstain/nothing"}});
    check(animals(), {{"I'd go with the dolphin here: it is the only one that swims. A cow or a hen can't.", "C", "phrase/text"},
                      {"The cat is at home. Conclusion: it has to be the dolphin there.", "C", ""}});
}

TEST_CASE("in a script without spaces a key is seen behind any letter", "[extract]") {
    check(animals(), {{"我觉得C和D都有可能，无法确定。", "", ""}});
}

TEST_CASE("an answer that is taken back gives way to what follows", "[extract]") {
    check(animals(), {
        {"Answer: A. Wait, no: C.", "C", ""}, {"Antwort: A. Moment, nein: C.", "C", ""}, {"Réponse : A. Non, pardon : C.", "C", ""}, {"Ответ: A. Нет, извините, C.", "C", ""},
        {"答え：A。いや、違います。Cです。", "C", ""}, {"At first I considered A, but it's C.", "C", ""}, {"Wait, let me think. The cow is big.\nAnswer: C", "C", ""},
    });
}

TEST_CASE("what is said before a word that takes back gives way to the next sentence, if that names an option", "[extract]") {
    check(animals(), {
        {"我觉得是A……等等，不对，骆驼住在沙漠里。那就是C。", "C", ""}, {"Aだと思います……待ってください、砂漠の動物ですね。ではCです。", "C", ""},
        {"Powiedziałbym A... chwila, nie, to zwierzę pustyni. Czyli C.", "C", ""}, {"I'd say C, wait, let me look again. It is fine.", "C", ""},
    });
}

TEST_CASE("a number word, and a word that leaves one option, make what follows a key", "[extract]") {
    check(animals(), {
        {"Number 3 fits.", "C", ""}, {"Nummer 3 passt.", "C", ""}, {"Le numéro 3 convient.", "C", ""}, {"رقم 3 مناسب.", "C", ""}, {"第3项合适。", "C", ""}, {"नंबर 3 सही है।", "C", ""},
        {"My pick? The third one.", "C", ""}, {"Van de vijf is alleen E zinnig.", "E", ""}, {"سأختار الثالث.", "C", ""}, {"三番目を選びます。", "C", ""},
        {"Man kann A, B, D und E ausschließen, bleibt also die C.", "C", ""},
    });
    calm::localized_question legs{"en", "", "", "How many legs has a cat?", {}};
    for (const auto& [key, text] : {std::pair{'A', "2"}, {'B', "3"}, {'C', "4"}}) legs.options.push_back({calm::answer_key(key), text});
    check(legs, {{"The number 3 is right.", "B", ""}});
}

TEST_CASE("a text that is mentioned in a clause of its own answers no question", "[extract]") {
    calm::localized_question towel{"en", "", "", "Where would you hang a wet towel?", {}};
    for (const auto& [key, text] : {std::pair{'A', "in the oven"}, {'B', "on a clothesline"}, {'C', "in the safe"}}) towel.options.push_back({calm::answer_key(key), text});
    check(towel, {{"Towels are usually made of cotton, and an oven gets very hot.", "", "abstain/nothing"}, {"A wet towel belongs on a clothesline.", "B", "assertion/text"}});
}

TEST_CASE("an option's text is known by its first letter in another code point, without its postposition, and in bold", "[extract]") {
    calm::localized_question asked{"ur", "", "", "سردیوں میں لوگ دستانے کیوں پہنتے ہیں؟", {}};
    for (const auto& [key, text] : {std::pair{'A', "تیز دوڑنے کے لیے"}, {'B', "ہاتھ گرم رکھنے کے لیے"}, {'C', "اوون میں"}}) asked.options.push_back({calm::answer_key(key), text});
    check(asked, {{"ہاتھ گرم رکھنے کے لیے", "B", "line/text"}, {"اوون", "C", "line/text"}});
    calm::localized_question bees{"ur", "", "", "شہد کی مکھیاں کیا بناتی ہیں؟", {}};
    for (const auto& [key, text] : {std::pair{'A', "روٹی"}, {'B', "شہد"}, {'C', "فولاد"}}) bees.options.push_back({calm::answer_key(key), text});
    check(bees, {{"شہد کی مکھیاں **شہد** بناتی ہیں۔", "B", "assertion/text"}, {"شہد کی مکھیاں اڑتی ہیں۔", "", "abstain/nothing"}});
}

TEST_CASE("an ordinal names an option by its place", "[extract]") {
    check(animals(), {
        {"The third option.", "C", ""}, {"Die dritte Möglichkeit stimmt.", "C", ""}, {"La tercera opción.", "C", ""}, {"La troisième option est correcte.", "C", ""},
        {"Правильный ответ — третий.", "C", ""}, {"第三个选项。", "C", ""}, {"3番目の選択肢です。", "C", ""}, {"Chaguo la tatu ndilo sahihi.", "C", ""}, {"الخيار الثالث.", "C", ""},
        {"तीसरा विकल्प सही है।", "C", ""}, {"The last option is correct.", "E", ""}, {"The last answer: C", "C", ""}, {"First, let me think.", "", "abstain/nothing"},
        {"（三）", "C", ""}, {"答案：（三）the dolphin", "C", ""}, {"Ⓒ", "C", ""}, {"Answer: ③", "C", ""},
    });
}

TEST_CASE("a text that is a number goes before the place of an option, and joined numbers are several", "[extract]") {
    calm::localized_question legs{"en", "", "", "How many legs has a cat?", {}};
    for (const auto& [key, text] : {std::pair{'A', "2"}, {'B', "3"}, {'C', "4"}}) legs.options.push_back({calm::answer_key(key), text});
    check(legs, {{"3", "B", "line/text"}, {"Answer: 2", "A", "marker/text"}, {"٤", "C", "line/text"}});
    calm::localized_question numbered{"en", "", "", "Why?", {}};
    for (const auto& [key, text] : {std::pair{'1', "rain"}, {'2', "snow"}, {'3', "wind"}}) numbered.options.push_back({calm::answer_key(key), text});
    check(numbered, {{"Answer: 1 or 3", "", "abstain/several"}, {"答え: 1と3", "", "abstain/several"}, {"1番が正解です。", "1", ""}, {"Answer: ①", "1", ""}});
}

TEST_CASE("an option that says that none is right is given by saying so", "[extract]") {
    auto asked = animals();
    asked.options[3].text = "Aucune de ces réponses";
    check(asked, {{"Réponse : (D) Aucune des réponses ci-dessus", "D", ""}, {"Réponse : Aucune des réponses ci-dessus", "D", ""}});
    check(animals(), {{"Answer: none of the above", "", "abstain/none_of_them"}});
}

TEST_CASE("what follows the end of a turn is not read", "[extract]") {
    using calm::extract::detail::end_of_turn;
    check(animals(), {
        {"Answer: C<|im_end|>\n<|im_start|>user\nAnswer: A", "C", ""}, {"Answer: C</s><s>[INST] Answer: A [/INST]", "C", ""}, {"Answer: C.assistant\n\nAnswer: A", "C", ""},
        {"<|im_start|>assistant\nAnswer: C<|im_end|>", "C", ""}, {"C<end_of_turn>\nAnswer: A", "C", ""}, {"Answer: C<eoa>\nAnswer: A", "C", ""},
        {"<|channel|>analysis<|message|>Perhaps A. Answer: A.<|end|><|start|>assistant<|channel|>final<|message|>Answer: **C**<|return|>Answer: A", "C", ""},
        {"analysisPerhaps A. Answer: A.assistantfinalAnswer: **C**", "C", ""},
        {"<|START_THINKING|>Answer: A<|END_THINKING|><|START_RESPONSE|>Answer: C<|END_RESPONSE|>", "C", ""}, {"<unused94>thought\nAnswer: A<unused95>Answer: C", "C", ""},
        {"<|begin_of_thought|>Answer: A<|end_of_thought|>\n<|begin_of_solution|>\nAnswer: C\n<|end_of_solution|>", "C", ""}, {"<reasoning>Answer: A</reasoning>\nC", "C", ""},
        {"<|im_start|>think\nPerhaps A. Answer: A.\n<|im_start|>answer\nFinal Answer: C", "C", ""},
    });
    CHECK(end_of_turn("a < b [x] |> c") == 14);
    CHECK(end_of_turn("") == 0);
    CHECK(end_of_turn("<|begin|>A</s>") == 10);
}

TEST_CASE("an option's text is known in decomposed form and without optional signs", "[extract]") {
    calm::localized_question asked{"vi", "", "", "?", {}};
    asked.options = {{calm::answer_key('A'), "để ngủ"}, {calm::answer_key('B'), "cá heo"}, {calm::answer_key('C'), "डॉल्फ़िन"}};
    check(asked, {{"đe\u0302\u0309 ngu\u0309", "A", "line/text"}, {"ca\u0301 heo", "B", "line/text"}, {"डॉल्फिन", "C", "line/text"}, {"cọ heo", "", ""}});
}
