// What follows a list of the options, or a line that announces one, in each language: rules "line", "mention" and "assertion" of the corrected extractor.
#include "extract/listed.hpp"
#include "extract/readings.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <string_view>

using calm_test::ask, calm_test::check, calm_test::listed;

TEST_CASE("what follows a list of the options concludes, in each language", "[extract]") {
    for (const listed& l : calm_test::listed_options) {
        const auto asked = ask(l.lang, l.question, {l.options[0], l.options[1], l.options[2], l.options[3]});
        const std::string list(l.list), heading = list.substr(0, list.find("\n\n") + 2);
        check(asked, {{list, ""}});
        for (const std::string_view conclusion : l.conclusions) {
            check(asked, {{list + std::string(conclusion), "C"}});
            check(asked, {{heading + std::string(conclusion), "C"}});
        }
    }
}

TEST_CASE("the option whose item of a list is called right is the answer, in each language", "[extract]") {
    const struct { std::string_view lang; std::array<std::string_view, 4> others; std::array<std::string_view, 3> right; } said[] = {
        {"en", {"This is incorrect.", "It has little mass.", "This option is not correct, because it is light.", "Unlikely."}, {"This is correct.", "This is the best option, as it has the most mass.", "Correct! It has the greatest mass."}},
        {"de", {"Das ist falsch.", "Es hat wenig Masse.", "Diese Option ist nicht richtig, weil sie leicht ist.", "Unwahrscheinlich."}, {"Das ist richtig.", "Das ist die beste Option, da sie die größte Masse hat.", "Richtig! Sie hat die größte Masse."}},
        {"es", {"Esto es incorrecto.", "Tiene poca masa.", "Esta opción no es correcta, porque es ligera.", "Improbable."}, {"Esto es correcto.", "Esta es la mejor opción, ya que tiene la mayor masa.", "¡Correcto! Tiene la mayor masa."}},
        {"fr", {"C'est incorrect.", "Elle a peu de masse.", "Cette option n'est pas correcte, car elle est légère.", "Peu probable."}, {"C'est correct.", "C'est la meilleure option, car il a la plus grande masse.", "Correct ! Il a la plus grande masse."}},
        {"it", {"Questo è sbagliato.", "Ha poca massa.", "Questa opzione non è corretta, perché è leggera.", "Improbabile."}, {"Questo è corretto.", "Questa è l'opzione migliore, poiché ha la massa maggiore.", "Corretto! Ha la massa maggiore."}},
        {"nl", {"Dit is onjuist.", "Het heeft weinig massa.", "Deze optie is niet juist, omdat ze licht is.", "Onwaarschijnlijk."}, {"Dit is juist.", "Dit is de beste optie, omdat die de grootste massa heeft.", "Juist! Die heeft de grootste massa."}},
        {"pl", {"To jest niepoprawne.", "Ma małą masę.", "Ta opcja nie jest poprawna, bo jest lekka.", "Mało prawdopodobne."}, {"To jest poprawne.", "To najlepsza opcja, ponieważ ma największą masę.", "Poprawnie! Ma największą masę."}},
        {"pt", {"Isto está incorreto.", "Tem pouca massa.", "Esta opção não é correta, porque é leve.", "Improvável."}, {"Isto está correto.", "Esta é a melhor opção, pois tem a maior massa.", "Correto! Tem a maior massa."}},
        {"ru", {"Это неверно.", "Масса мала.", "Этот вариант неправильный, потому что он лёгкий.", "Маловероятно."}, {"Это верно.", "Это лучший вариант, так как масса наибольшая.", "Верно! У него наибольшая масса."}},
        {"zh", {"这是错误的。", "质量很小。", "这个选项不正确，因为它很轻。", "不太可能。"}, {"这是正确的。", "这是最佳选项，因为质量最大。", "正确！质量最大。"}},
        {"ja", {"これは間違いです。", "質量が小さいです。", "この選択肢は正しくありません。軽いからです。", "可能性は低いです。"}, {"これが正解です。", "これが最も適切な選択肢です。質量が最大だからです。", "正解！質量が最大です。"}},
        {"vi", {"Điều này sai.", "Nó có khối lượng nhỏ.", "Phương án này không đúng vì nó nhẹ.", "Khó có khả năng."}, {"Điều này đúng.", "Đây là phương án tốt nhất vì nó có khối lượng lớn nhất.", "Đúng! Nó có khối lượng lớn nhất."}},
        {"ar", {"هذا خطأ.", "كتلتها صغيرة.", "هذا الخيار غير صحيح لأنه خفيف.", "غير مرجح."}, {"هذا صحيح.", "هذا هو الخيار الأفضل لأن كتلته هي الأكبر.", "صحيح! كتلتها هي الأكبر."}},
        {"hi", {"यह गलत है।", "इसका द्रव्यमान कम है।", "यह विकल्प सही नहीं है, क्योंकि यह हल्का है।", "असंभाव्य।"}, {"यह सही है।", "यह सबसे अच्छा विकल्प है, क्योंकि इसका द्रव्यमान सबसे अधिक है।", "सही! इसका द्रव्यमान सबसे अधिक है।"}},
        {"ur", {"یہ غلط ہے۔", "اس کی کمیت کم ہے۔", "یہ آپشن درست نہیں ہے کیونکہ یہ ہلکا ہے۔", "غیر ممکن۔"}, {"یہ درست ہے۔", "یہ بہترین آپشن ہے کیونکہ اس کی کمیت سب سے زیادہ ہے۔", "درست! اس کی کمیت سب سے زیادہ ہے۔"}},
        {"sw", {"Hii si sahihi.", "Uzito wake ni mdogo.", "Chaguo hili si sahihi, kwa sababu ni jepesi.", "Haiwezekani."}, {"Hii ni sahihi.", "Hili ndilo chaguo bora, kwa sababu lina uzito mkubwa zaidi.", "Sahihi! Lina uzito mkubwa zaidi."}},
    };
    for (const auto& s : said) {
        const listed& l = *std::find_if(std::begin(calm_test::listed_options), std::end(calm_test::listed_options), [&](const listed& one) { return one.lang == s.lang; });
        const auto asked = ask(l.lang, l.question, {l.options[0], l.options[1], l.options[2], l.options[3]});
        for (const std::string_view right : s.right)
            for (const std::string_view between : {"\n   ", "\n\n", ": "}) {
                std::string list;
                for (std::size_t i = 0; i < 4; ++i) list += std::string(1, static_cast<char>('A' + i)) + ". " + std::string(l.options[i]) + std::string(between) + std::string(i == 2 ? right : s.others[i]) + "\n";
                check(asked, {{list, "C"}});
            }
    }
}

TEST_CASE("items that are all called right, or by no word of their own, are no answer", "[extract]") {
    const auto asked = ask("en", "What would weigh most on the Moon?", {"a feather", "a brick", "a cannonball", "a leaf"});
    check(asked, {
        {"a) No\nb) No\nc) Yes\nd) No", "C", "stated/key"},
        {"B. a brick\n  This is correct.\nC. a cannonball\n  This is correct.", ""},
        {"C. a cannonball\nD. a leaf\n\nBoth of these options are correct.", ""},
        {"A. a feather\nB. a brick\n\nThis is correct.", ""},
        {"A. a feather\n  It weighs the correct amount of grams for a feather.\nB. a brick\n  It is heavy.", ""},
        {"A. a feather\n  This is not correct.\nB. a brick\n  This is wrong.", ""},
        {"A. a feather: light\nB. a brick: 2 kg\nC. a cannonball: 5 kg\nD. a leaf\n\nThe correct answer is unclear.", ""},
        {"A. a feather: light\nB. a brick: 2 kg\nC. a cannonball: 5 kg\nD. a leaf: no mass\n\nThe correct answer is the heaviest one. So it's C.", "C"},
        {"A. a feather\n  It floats.\nB. a brick\n  The correct answer is unclear.", ""},
        {"A. a feather\n  It floats.\nB. a brick\n  Could this be the answer?", ""},
        {"A. a feather\n  It floats.\nB. a brick\n  If it were larger, this would be right.", ""},
        {"A. a feather\n  It floats.\nB. a brick\n  Please choose the correct answer.", ""},
        {"A. a feather\n  It floats.\nB. a brick\n  Best known of all stones made by people.", ""},
        {"A. a feather\n  It floats.\nB. a brick\n  Yes, of clay.", ""},
        {"A. a feather\n  It floats.\nB. a brick\n  Made of clay. Often red. This is correct.", ""},
        {"A. a feather\n  This is correct.\nB. a brick\n  Heavy.\n\nA. a feather\n  Light.\nB. a brick\n  Heavy.", ""},
        {"B. a brick\n  This is correct.", "B"},
        {"A. a feather\n  This is right.\nB. a brick\n  Heavy.\n\nC has more mass than the others, so it must be C.", "C"},
        {"C. a cannonball\n  It is heavy.\nD. a leaf\n  It is light.\n\nSo the right one must be the cannonball.", "C"},
    });
}

TEST_CASE("to a question of what is not so, an item that is called right is no answer", "[extract]") {
    check(ask("en", "Which of these is not a tree?", {"oak", "tulip", "beech"}), {{"A. oak\n  This is correct.\nB. tulip\n  A flower.\nC. beech\n  Has bark.", ""}});
}

TEST_CASE("one key is given and another denied behind \"and\", in brackets or before a conclusion", "[extract]") {
    check(ask("en", "What would weigh most on the Moon?", {"a feather", "a brick", "a cannonball", "a leaf"}), {
        {"It's C and not B.", "C"},
        {"Answer: C (not B)", "C", "marker/key"},
        {"Answer: C (not right)", "", "abstain/rejected"},
        {"B seems right at first, but C is heavier, so C.", "C"},
        {"A feather, a brick and a leaf are all light.", ""},
    });
}

TEST_CASE("a list of the options that nothing concludes is several", "[extract]") {
    const listed& l = calm_test::listed_options[0];
    const auto asked = ask(l.lang, l.question, {l.options[0], l.options[1], l.options[2], l.options[3]});
    for (const std::string_view more : {"I hope this helps!", "All of them have some mass.", "The right answer is not given.", "It is hard to say which of them weighs most.", "A feather and a leaf are light.",
                                        "So either of these:\n\nB. a brick\nC. a cannonball", "The leaf is the lightest of them.", "If the brick were larger, it would weigh most on the Moon.", "Cannonballs were used in wars.", "Only the feather can be excluded.", "It isn't:\n\nA. a feather, which is light.", "So a cannonball or a brick would weigh most on the Moon."})
        check(asked, {{std::string(l.list) + std::string(more), "", "abstain/several"}});
}

TEST_CASE("a line that ends in a colon announces the option behind it, no list", "[extract]") {
    const auto asked = ask("en", "What would weigh most on the Moon?", {"a feather", "a brick", "a cannonball", "a leaf"});
    check(asked, {
        {"The heaviest of them is:\n\nC. a cannonball, since it has the greatest mass.", "C"},
        {"**The heaviest of them is:**\n\nC) it has the greatest mass of all.", "C", "line/key"},
        {"First I considered:\n\nB. a brick, which weighs 2 kg.\n\nBut then:\n\nC. a cannonball, which weighs 5 kg, and weighs most.", "C", "line/key"},
        {"Let us look at each:\n\nA. A feather has little mass.\n\nB. A brick weighs 2 kg.\n\n", "", "abstain/several"},
        {"The heaviest would be:\n\nB. a brick or\nC. a cannonball", "", "abstain/several"},
        {"Reasoning:\n\nA. a feather has no mass and drifts.", ""},
    });
    check(ask("en", "What would weigh most on the Moon?", {"a feather", "a brick", "a cannonball", "a leaf"}, '1'), {
        {"1. Mass counts. Therefore the cannonball is the heaviest.", "3"},
        {"1. Understand the question.\n   We compare masses.", ""},
    });
    check(asked, {{"Let us go through them:\n\nC. It has the greatest mass, and", ""}}, calm::finish_reason::length);
}

TEST_CASE("an ending may be the fourth letter of a word", "[extract]") {
    check(ask("pl", "Co weźmiesz?", {"mysz polną", "kula armatnia", "pusty worek"}), {{"Wybieram kulę armatnią.", "B"}});
    check(ask("ru", "Что тяжелее?", {"сухой лист", "пушечное ядро"}), {{"Наибольшая масса у пушечного ядра.", "B"}});
    check(ask("hi", "सबसे भारी क्या है?", {"सूखा पत्ता", "तोप का गोला"}), {{"सबसे अधिक द्रव्यमान तोप के गोले का है, इसलिए वह सबसे भारी है।", "B"}});
    check(ask("ur", "سب سے بھاری کیا ہے؟", {"سوکھا پتا", "توپ کا گولا"}), {{"سب سے زیادہ کمیت توپ کے گولے کی ہے، اس لیے وہ سب سے بھاری ہے۔", "B"}});
}

TEST_CASE("a question asserts nothing, but one that is quoted", "[extract]") {
    check(ask("en", "What would you say?", {"Where do you live?", "How old are you?"}), {{"You would say \"Where do you live?\" since it asks about the address.", "A"}});
    check(ask("sw", "Kwa desturi, utamsalimiaje mzee?", {"Mambo vipi?", "Niaje?", "Hujambo mtoto?", "Shikamoo"}),
          {{"Katika utamaduni wa Waswahili, kijana humwamkia mtu mzima kwa kusema \"Shikamoo\". \"Mambo vipi?\" na \"Niaje?\" ni salamu za vijana.", "D"}});
    check(ask("en", "Which animal lives in the sea?", {"the cow", "the cat", "the dolphin"}), {{"Does the cow live in the sea? Does the cat live in the sea? The dolphin lives in the sea.", "C"}});
}

TEST_CASE("the label of the first line is the answer where no other line has one, whatever stands behind it", "[extract]") {
    const auto asked = ask("en", "What would weigh most on the Moon?", {"a feather", "a brick", "a cannonball", "a leaf"});
    check(asked, {
        {"C. 7 giờ 24 phút", "C", "line/key"},
        {"C. The one with most mass.\n\nIt is heavy.", "C", "line/key"},
        {"A, B and D are light. They all float.", ""},
        {"A: light;B: heavier;C: heaviest;D: light.", ""},
        {"A. The mass is what counts.\nB. The gravity is the same for all.\nC. So the heaviest wins.", ""},
        {"1. The mass is what counts.\n\nGravity is the same for all.", ""},
        {"C. It is not heavy at all.", ""},
        {"A. The mass counts.\n\nTherefore, the cannonball is the heaviest.", "C"},
        {"B. is lighter than the rest.", ""},
        {"C. either of the two", ""},
        {"D. h. die Masse zählt.", ""},
        {"A. Einstein would have said that mass matters.", ""},
        {"C. What counts?\n\nMass matters.", ""},
        {"C 【解析】It has the most mass of all that are given, and that is what counts on the Moon as well.", "C"},
    });
    check(asked, {
        {"C) The one with the most mass, which is heavy, and", "C", "line/key"},
        {"A) The one with the most mass, which is heavy, and", ""},
    }, calm::finish_reason::length);
    check(ask("zh", "关于诉讼构造，哪项正确？", {"价值观决定构造", "吸收职权主义的因素", "职权主义诉讼构造适用于实体真实"}), {{"C: 职权主义诉讼构造\xef\xbf\xbd", "C"}, {"职权主义诉讼构造\xe9", "C"}}, calm::finish_reason::length);
}

TEST_CASE("the last line may give the answer behind any word and a colon", "[extract]") {
    const auto asked = ask("en", "What would weigh most on the Moon?", {"a feather", "a brick", "a cannonball", "a leaf"});
    check(asked, {
        {"A brick weighs 2 kg.\n\nMy pick: a cannonball", "C"},
        {"A brick weighs 2 kg.\n\nZzz: a cannonball", "C", "line/text"},
        {"A brick weighs 2 kg.\n\nZzz: a cannonball or so", ""},
        {"Light: a leaf\nHeavy: a cannonball", ""},
        {"A brick weighs 2 kg.\n\nNot: a cannonball", ""},
        {"Zzz: a cannonball\n\nA brick weighs 2 kg.", ""},
    });
}

TEST_CASE("a response that has answered and repeats the question counts up to there", "[extract]") {
    check(ask("en", "Where do eels spawn?", {"pond", "Silver River", "deep sea"}), {
        {"Answer: C\n\nWhere do eels spawn?\nAnswer: B", "C", "marker/key"},
        {"Answer: C\nWhere do eels spawn? A. pond, B. river, C. deep sea\nAnswer: B", "C", "marker/key"},
        {"Answer: C\nThey swim far.\n2. Where do cats sleep? A: here; B: there; C: anywhere\nAnswer: A", "C", "marker/key"},
        {"Answer: C\n2. What else? We don't know.\nAnswer: A", "A", "marker/key"},
        {"Where do eels spawn?\nAnswer: C", "C", "marker/key"},
        {"Let us see.\nWhere do eels spawn?\nAnswer: C", "C", "marker/key"},
        {"Answer: C\n\nWhere do eels spawn in winter?\nAnswer: B", "B", "marker/key"},
    });
}

TEST_CASE("a last sentence that is hardly more than an option's text gives it, a last item of a list doesn't", "[extract]") {
    const auto asked = ask("en", "What would weigh most on the Moon?", {"a feather", "a brick", "a cannonball", "a leaf"});
    check(asked, {
        {"A brick weighs 2 kg. It's a cannonball.", "C", "closing/text"},
        {"There are bricks, leaves and others. Is it a cannonball?", ""},
        {"A brick weighs 2 kg, and that is what counts on Earth and elsewhere. a cannonball.", ""},
    });
    check(asked, {{"A brick weighs 2 kg. It's a cannonball", ""}}, calm::finish_reason::length);
}
