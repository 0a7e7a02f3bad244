// Answers that a response asserts without announcing them: rule "assertion" of the corrected extractor.
#include "extract/readings.hpp"

#include <string>
#include <string_view>

using calm_test::ask, calm_test::check;

TEST_CASE("a letter that names an angle or a circle is no key", "[extract]") {
    check(ask("zh", "AB的长度是多少？", {"1", "2", "2.2", "2.5"}), {
        {"∠C是圆心角，弦AB的长度为1，选项 (A) 1。", "A", ""},
        {"⊙B is the right circle.", "", "abstain/nothing"},
    });
}

TEST_CASE("a question of yes or no is answered by its first word, or by what it asks, said or denied, in each language", "[extract]") {
    struct {
        std::string_view lang, asked, yes, no, yes_because, no_because, said, denied;   // empty: not in this language
    } const languages[] = {
        {"en", "Is the river longer than the road?", "Yes", "No", "Yes, it is longer.", "No, the river is not longer than the road.", "The river is longer than the road.",
         "The river is not longer than the road, as it ends here."},
        {"de", "Ist der Fluss länger als die Straße?", "Ja", "Nein", "Ja, das ist er.", "Nein, der Fluss ist nicht länger als die Straße.",
         "Der Fluss ist länger als die Straße.", "Der Fluss ist nicht länger als die Straße."},
        {"nl", "Is de rivier langer dan de straat?", "Ja", "Nee", "Ja, dat is hij.", "Nee, de rivier is niet langer dan de straat.", "De rivier is langer dan de straat.",
         "De rivier is niet langer dan de straat."},
        {"fr", "Est-ce que la rivière est plus longue que la route ?", "Oui", "Non", "Oui, elle l'est.", "Non, elle n'est pas plus longue.",
         "La rivière est plus longue que la route.", "La rivière n'est pas plus longue que la route."},
        {"es", "¿Es el río más largo que la carretera?", "Sí", "No", "Sí, lo es.", "No, el río no es más largo que la carretera.", "El río es más largo que la carretera.",
         "El río no es más largo que la carretera."},
        {"pt", "O rio é mais comprido do que a estrada?", "Sim", "Não", "Sim, é.", "Não, o rio não é mais comprido.", "O rio é mais comprido do que a estrada.",
         "O rio não é mais comprido do que a estrada."},
        {"it", "Il fiume è più lungo della strada?", "Sì", "No", "Sì, lo è.", "No, il fiume non è più lungo.", "Il fiume è più lungo della strada.",
         "Il fiume non è più lungo della strada."},
        {"pl", "Czy rzeka jest dłuższa niż droga?", "Tak", "Nie", "Tak, jest.", "Nie, rzeka nie jest dłuższa.", "Rzeka jest dłuższa niż droga.", "Rzeka nie jest dłuższa niż droga."},
        {"ru", "Река длиннее, чем дорога?", "Да", "Нет", "Да, длиннее.", "Нет, река не длиннее.", "Река длиннее, чем дорога.", "Река не длиннее, чем дорога."},
        {"zh", "这条河比那条路长吗？", "是", "否", "是，它比路长。", "否，它不比路长。", "这条河比那条路长。", "这条河不比那条路长。"},
        {"ja", "この川はあの道より長いですか。", "はい", "いいえ", "はい、長いです。", "いいえ、長くありません。", "この川はあの道より長いです。", "この川はあの道より長くないです。"},
        {"vi", "Con sông có dài hơn con đường không?", "Có", "Không", "Có, nó dài hơn.", "Không, nó không dài hơn.", "", ""},
        {"ar", "هل النهر أطول من الطريق؟", "نعم", "لا", "نعم، إنه أطول.", "لا، النهر ليس أطول.", "النهر أطول من الطريق.", "النهر ليس أطول من الطريق."},
        {"hi", "क्या नदी सड़क से लंबी है?", "हाँ", "नहीं", "हाँ, वह लंबी है।", "नहीं, वह लंबी नहीं है।", "नदी सड़क से लंबी है।", "नदी सड़क से लंबी नहीं है।"},
        {"ur", "کیا دریا سڑک سے لمبا ہے؟", "ہاں", "نہیں", "ہاں، وہ لمبا ہے۔", "نہیں، وہ لمبا نہیں ہے۔", "دریا سڑک سے لمبا ہے۔", "دریا سڑک سے لمبا نہیں ہے۔"},
        {"sw", "Je, mto ni mrefu kuliko barabara?", "Ndiyo", "Hapana", "Ndiyo, ni mrefu.", "Hapana, mto si mrefu.", "Mto ni mrefu kuliko barabara.", "Mto sio mrefu kuliko barabara."},
    };
    for (const auto& l : languages) {
        const auto asked = ask(l.lang, l.asked, {l.yes, l.no});
        check(asked, {{l.yes_because, "A", "assertion/text"}, {l.no_because, "B", "assertion/text"}});
        if (!l.said.empty()) check(asked, {{l.said, "A", "assertion/text"}, {l.denied, "B", "assertion/text"}});
    }
}

TEST_CASE("a sentence answers by yes or no only where it says what is asked", "[extract]") {
    const auto asked = ask("en", "Look at the picture. Is deep pink less than dark gray?", {"yes", "no"});
    check(asked, {
        {"Based on the picture, deep pink is less than dark gray.", "A", "assertion/text"},
        {"Deep pink is not less than dark gray.", "B", "assertion/text"},
        {"Dark gray is less than deep pink.", "", ""},
        {"Deep pink is greater than dark gray.", "", ""},
        {"Deep pink is less than dark gray. Deep pink is not less than dark gray.", "", ""},
        {"Deep pink is less than dark gray. The answer is no.", "B", "phrase/text"},
        {"Pink is a colour.", "", "abstain/nothing"},
        {"No picture is here to look at", "", ""},
    });
    check(asked, {{"No, dark gray is. And", "B", "assertion/text"}, {"Gray is a colour. Deep pink is less than dark gray. And", "", ""}, {"Deep pink is less than dark gray", "", ""}},
          calm::finish_reason::length);
    check(ask("en", "Is deep pink less than dark gray?", {"yes", "no", "it depends"}), {{"Deep pink is less than dark gray.", "", ""}});
    check(ask("en", "Water boils at 90 degrees at sea level.", {"True", "False"}), {{"False. It boils at 100 degrees.", "B", ""}, {"Water boils at 90 degrees at sea level.", "A", ""}});
}

TEST_CASE("options that the question names count where it names all of them", "[extract]") {
    check(ask("en", "Is the function odd or even?", {"odd", "even"}), {
        {"The function is odd.", "A", "closing/text"},
        {"The function is even, as its graph is symmetric about the y-axis.", "B", "assertion/text"},
        {"A function may be odd or even.", "", "abstain/nothing"},
    });
    check(ask("de", "Was ist schwerer, der Hund oder die Katze?", {"der Hund", "die Katze"}), {{"Schwerer ist der Hund.", "A", "closing/text"}});
    check(ask("zh", "哪个更重，小猫还是小狗？", {"小猫", "小狗"}), {{"小狗更重。", "B", ""}});
    check(ask("en", "What does a cat drink?", {"milk", "the cat", "tea"}), {{"The cat drinks slowly.", "", "abstain/nothing"}});
}

TEST_CASE("what stands behind a word of comparison is not meant, in each language that has one", "[extract]") {
    const auto animals = ask("en", "Which animal is heavier?", {"the cat", "the dog", "the hen"});
    check(animals, {
        {"The dog is heavier than the cat.", "B", "assertion/text"},
        {"I think that (B) is a better answer than (A).", "B", "stated/key"},
        {"It is none other than the hen.", "C", "line/text"},
        {"The answer is none other than C.", "C", ""},
        {"O cão é melhor do que o gato: B é mais certo do que A.", "B", ""},
        {"B jest lepsze niż A.", "B", ""}, {"B лучше, чем A.", "B", ""}, {"B ni bora kuliko A.", "B", ""},
    });
}

TEST_CASE("a letter that ends an option's text is no key", "[extract]") {
    check(ask("en", "Which sample has the higher temperature?", {"neither", "sample A", "sample B"}), {
        {"Sample B has the higher temperature.", "C", "assertion/text"},
        {"Sample B has a higher temperature than sample A.", "C", "assertion/text"},
        {"The particles in sample B are faster. So (C) is right.", "C", "stated/key"},
        {"The answer is B.", "B", "phrase/key"},
        {"Sample C is not here, so I go with B.", "B", ""},
    });
}

TEST_CASE("one option is left where one is named, not where a list of them begins", "[extract]") {
    const auto asked = ask("en", "What would you do at home if you are bored?", {"play cards", "go skating", "meet people", "hear music", "see a concert"});
    check(asked, {
        {"We can eliminate (B) and (C), because they are out of the house. This leaves us with choices (A), (D), and (E).", "", "abstain/nothing"},
        {"We can rule out (B), (C), (D) and (E). This leaves us with (A), play cards.", "A", ""},
        {"(B), (C) and (E) are out of the house. That leaves A, D.", "", ""},
        {"Only A, not D, fits the house.", "A", ""},
        {"The rest is out of the house, so only hear music remains, an easy thing.", "D", "assertion/text"},
    });
}

TEST_CASE("keys with their texts, one after another, are several", "[extract]") {
    check(ask("en", "What would you drink?", {"coffee", "tea", "milk", "oil", "water"}), {
        {"So, the answer could be (B) tea, (C) milk, or (E) water.", "", "abstain/several"},
        {"Answer: (B) tea, (C) milk", "", "abstain/several"},
        {"Answer: (B) tea (C is for children)", "B", ""},
        {"Answer: (B) tea, (hot)", "B", ""},
    });
}

TEST_CASE("words that a question and a sentence don't share are not taken for shared ones", "[extract]") {
    check(ask("it", "Dove si stende un asciugamano bagnato?", {"sul filo del bucato", "nel forno", "nella cassaforte", "dentro un libro", "sotto il tappeto"}), {
        {"Gli asciugamani sono spesso di cotone, e un forno scalda molto.", "", "abstain/nothing"},
        {"Un asciugamano bagnato si stende sul filo del bucato.", "A", "assertion/text"},
    });
}

TEST_CASE("of a sentence that names several options, the clause that repeats the question decides, in each language", "[extract]") {
    const std::initializer_list<std::string_view> animals{"the camel", "the cow", "the dolphin", "the cat", "the hen"};
    check(ask("en", "Which animal lives in the sea?", animals), {
        {"The dolphin lives in the sea, and the cat lives in the house.", "C", "assertion/text"},
        {"The cat and the cow live on land; it is the dolphin that lives in the sea.", "C", "assertion/text"},
        {"The camel lives in the desert, the cow on a farm.", "", "abstain/nothing"},
        {"It lives in the sea: the dolphin or the cat.", "", "abstain/nothing"},
        {"In the sea lives the animal dolphin, the cat, and the hen.", "", "abstain/nothing"},
        {"The dolphin lives in the sea, the cat lives in the sea.", "", "abstain/nothing"},
    });
    const struct { std::string_view lang, question, cat, cow, dolphin, said; } languages[] = {
        {"de", "Welches Tier lebt im Meer?", "die Katze", "die Kuh", "der Delfin", "Die Katze lebt im Haus; im Meer lebt der Delfin."},
        {"nl", "Welk dier leeft in de zee?", "de kat", "de koe", "de dolfijn", "De kat leeft in huis, de koe op het land; het is de dolfijn die in de zee leeft."},
        {"fr", "Quel animal vit dans la mer ?", "le chat", "la vache", "le dauphin", "Le chat vit à la maison ; c'est le dauphin qui vit dans la mer."},
        {"es", "¿Qué animal vive en el mar?", "el gato", "la vaca", "el delfín", "El gato y la vaca viven en tierra; es el delfín el que vive en el mar."},
        {"pt", "Que animal vive no mar?", "o gato", "a vaca", "o golfinho", "O gato e a vaca vivem em terra; é o golfinho que vive no mar."},
        {"it", "Quale animale vive nel mare?", "il gatto", "la mucca", "il delfino", "Il gatto vive in casa e la mucca nella stalla; è il delfino che vive nel mare."},
        {"pl", "Jakie zwierzę żyje w morzu?", "kot", "krowa", "delfin", "Kot mieszka w domu, a w morzu żyje zwierzę delfin."},
        {"ru", "Какое животное живёт в море?", "кошка", "корова", "дельфин", "Кошка — домашнее животное, а в море живёт дельфин, такое животное."},
        {"zh", "哪种动物生活在海里？", "小猫", "奶牛", "海豚", "小猫在家里，海豚是生活在海里的动物。"},
        {"ja", "海に住んでいる動物はどれですか。", "ねこ", "うし", "イルカ", "ねこは家にいますが、海に住んでいる動物はイルカです。"},
        {"vi", "Con vật nào sống ở biển?", "con mèo", "con bò", "cá heo", "Con mèo sống trong nhà; cá heo là con vật sống ở biển."},
        {"ar", "أي حيوان يعيش في البحر؟", "القطة", "البقرة", "الدلفين", "القطة في البيت، والحيوان الذي يعيش في البحر هو الدلفين."},
        {"hi", "कौन सा जानवर समुद्र में रहता है?", "बिल्ली", "गाय", "डॉल्फ़िन", "बिल्ली घर में होती है, समुद्र में रहता जानवर डॉल्फ़िन है।"},
        {"ur", "کون سا جانور سمندر میں رہتا ہے؟", "بلی", "گائے", "ڈولفن", "بلی گھر میں ہوتی ہے، سمندر میں رہتا جانور ڈولفن ہے۔"},
        {"sw", "Ni mnyama gani anaishi baharini?", "paka", "ng'ombe", "pomboo", "Paka yuko nyumbani; mnyama anaishi baharini ni pomboo."},
    };
    for (const auto& l : languages) check(ask(l.lang, l.question, {l.cat, l.cow, l.dolphin}), {{l.said, "C", ""}});
}

TEST_CASE("only one, named behind a colon, is the answer", "[extract]") {
    check(ask("en", "Which animal lives in the sea?", {"the camel", "the cow", "the dolphin", "the cat", "the hen"}), {
        {"There is only one sea animal here, as far as I see: the dolphin. The cow and the cat live on land.", "C", "assertion/text"},
        {"There are only two that swim: the dolphin and the cat. The cow does not.", "", "abstain/nothing"},
        {"The cow is no animal of the sea; just think of it: the dolphin or the cat.", "", "abstain/nothing"},
    });
    check(ask("it", "Quale animale vive nel mare?", {"il cammello", "la gallina", "la mucca", "il gatto", "il delfino"}), {
        {"C'è un solo animale marino, a quanto vedo: il delfino. D'altronde la mucca e il gatto vivono a terra.", "E", "assertion/text"}});
}

TEST_CASE("options that are ruled out leave the other one, and options joined are several, in each language", "[extract]") {
    check(ask("it", "Dove si mette la posta?", {"nel forno", "nella buca", "nel cestino"}), {{"Escluderei A e C. La buca, senza dubbio.", "B", ""}, {"Scarterei A e C.", "B", ""}});
    check(ask("es", "¿Dónde se echa la carta?", {"en el horno", "en el buzón", "en la cesta"}), {{"Descartaría A y C.", "B", ""}, {"Eliminaríamos A y C.", "B", ""}});
    check(ask("pt", "Onde se põe a carta?", {"no forno", "na caixa", "no cesto"}), {{"Descartaria A e C.", "B", ""}, {"Eliminaria A e C.", "B", ""}});
    check(ask("fr", "Où met-on la lettre ?", {"dans le four", "dans la boîte", "dans le panier"}), {
        {"J'éliminerais A et C.", "B", ""}, {"On peut défendre la A aussi bien que la C ; je laisse le choix ouvert.", "", ""}});
    check(ask("de", "Wohin kommt der Brief?", {"in den Ofen", "in den Kasten", "in den Korb"}), {{"A und C schließe ich aus.", "B", ""}, {"A ebenso wie C wäre denkbar.", "", ""}});
    check(ask("nl", "Waar gaat de brief in?", {"in de oven", "in de bus", "in de mand"}), {{"A en C sluit ik uit.", "B", ""}});
    check(ask("pl", "Gdzie wrzuca się list?", {"do pieca", "do skrzynki", "do kosza"}), {{"Odrzuciłbym A i C.", "B", ""}, {"Skreślam A oraz C.", "B", ""}});
    check(ask("sw", "Barua huwekwa wapi?", {"tanurini", "sandukuni", "kikapuni"}), {{"Naondoa A na C.", "B", ""}});
}

TEST_CASE("an option counts in other forms of its words, where no other option is mentioned, in each language that inflects", "[extract]") {
    const struct { std::string_view lang, question, wrong, right, said; } languages[] = {
        {"en", "Why do camels have humps?", "to carry people", "to protect the organs", "Camels have humps as protection of their organ system."},
        {"de", "Warum heben Piloten gegen den Wind ab?", "um Wolken zu meiden", "um die Reifen abzukühlen", "Piloten heben gegen den Wind ab, weil so die Reifen beim Heben abzukühlen sind."},
        {"nl", "Waarom dragen mensen handschoenen?", "om sneller te lopen", "om handen te verwarmen", "Mensen dragen handschoenen voor het verwarmen van hun handen."},
        {"fr", "Pourquoi porte-t-on des gants ?", "courir vite", "réchauffer les mains", "On porte des gants pour le réchauffement des mains."},
        {"es", "¿Por qué despegan los pilotos contra el viento?", "evitar las nubes", "enfriar los neumáticos", "Los pilotos despegan contra el viento por el enfriamiento de los neumáticos."},
        {"pt", "Por que os pilotos decolam contra o vento?", "evitar as nuvens", "esfriar os pneus", "Os pilotos decolam contra o vento por causa da esfriação dos pneus."},
        {"it", "Dove si stende un asciugamano?", "nel forno", "sulle corde tese", "Un asciugamano si stende su corde ben tese."},
        {"pl", "Gdzie wieszać mokry ręcznik?", "w piekarniku", "na sznurku", "Właściwym miejscem jest sznurek."},
        {"ru", "Куда повесить мокрое полотенце?", "в духовку", "на верёвку", "Правильное место — верёвка."},
        {"hi", "बर्फ पानी पर क्यों तैरती है?", "वह पारदर्शी होती है", "वह अधिक चिकनी होती है", "बर्फ अधिक चिकनी सतह है."},
        {"sw", "Ni chakula gani chenye protini nyingi?", "Tango", "Nyama ya kifua cha kuku", "Chakula chenye protini ni kifua cha kuku."},
    };
    for (const auto& l : languages) check(ask(l.lang, l.question, {l.wrong, l.right}), {{l.said, "B", ""}});
    check(ask("pl", "Gdzie wieszać mokry ręcznik?", {"w piekarniku", "w sejfie", "na sznurku", "w książce"}), {
        {"Mokry ręcznik wisi na sznurkach.", "C", "assertion/text"},
        {"Mokry ręcznik nie wisi na sznurkach.", "", "abstain/nothing"},
        {"Mokry ręcznik wisi na sznurkach albo leży na książkach.", "", "abstain/nothing"},
        {"Ręczniki są zwykle z bawełny, a piekarnik bardzo się nagrzewa.", "", "abstain/nothing"},
    });
    check(ask("pl", "Gdzie wieszać mokry ręcznik?", {"w piekarniku", "w sejfie", "na sznurku"}), {{"Mokry ręcznik wisi na sznurkach. I", "", ""}}, calm::finish_reason::length);
}

TEST_CASE("a response that begins with an option and gives the reason has answered, in each language", "[extract]") {
    const auto asked = ask("en", "Where do you keep ice cream?", {"pantry", "freezer", "sink", "oven"});
    for (const std::string_view text :
         {"B because A is warm", "B, weil A warm ist", "B want A is warm", "B car A est chaud", "B porque A es caliente", "B pois A é quente", "B perché A è caldo", "B, bo A jest ciepłe",
          "B, потому что A тёплое", "B，因为A很热", "B。なぜならAは暑いからです。", "B vì A nóng", "B لأن A حار", "B क्योंकि A गरम है", "B کیونکہ A گرم ہے", "B kwa sababu A ni joto",
          "Freezer, because the pantry is warm.", "The freezer, since the pantry is warm", "【解析】freezer，因为pantry很热。"})
        check(asked, {{text, "B", ""}});
    check(asked, {{"Freezer, because the pantry is warm. And", "B", "assertion/text"}, {"B because A is", "B", "assertion/key"}}, calm::finish_reason::length);
    check(asked, {{"A because B is warm", "A", ""}, {"A freezer, because B is cold", "B", ""}, {"Freezer or pantry, because both are cold.", "", ""}, {"Because of the freezer, the pantry is warm.", "", ""}});
}

TEST_CASE("thoughts between any of the usual tags are no answer, and the letter A may stand for answer", "[extract]") {
    check(ask("en", "Where do you keep ice cream?", {"pantry", "freezer", "sink", "oven"}), {
        {"<think>Answer: A</think>B", "B", "line/key"}, {"<thinking>Answer: A</thinking>\nB", "B", "line/key"}, {"[THINK]Answer: A[/THINK]B", "B", "line/key"},
        {"◁think▷Answer: A◁/think▷B", "B", "line/key"}, {"Answer: A and/thinking of it", "A", "marker/key"},
        {"A: B", "B", "line/key"}, {"A: pantry", "A", ""}, {"A: freezer", "B", ""}, {"A: B or C", "", ""}, {"A: no\nB: yes\nC: no\nD: no", "B", ""},
    });
}

TEST_CASE("an option whose text is a number goes before the place of an option, in a formula too", "[extract]") {
    const std::string_view question = "If 4 boxes hold 12 balls in all, how many balls are in each box?";
    check(ask("en", question, {"3", "4", "12", "7"}), {
        {"The number of balls in each box is 3.", "A", ""}, {"Each box contains **3** balls.", "A", ""}, {"12 / 4 = 3", "A", ""},
        {"There are 12 balls in 4 boxes, so each box holds 12 / 4 = 3 balls.", "A", ""}, {"The third option is right.", "C", ""}, {"Option 2", "B", ""},
    });
    check(ask("en", question, {"$3$", "$4$", "$12$", "$7$"}), {
        {"Each box holds $3$ balls.", "A", ""}, {"The answer is 3.", "A", "phrase/text"}, {"\\boxed{3}", "A", "boxed/text"}, {"Answer: $3$", "A", "marker/text"},
        {"The number of balls in each box is $12/4 = 3$.", "A", "assertion/text"},
    });
    check(ask("en", "What is the measure of angle A?", {"30°", "45°", "60°", "75°"}), {
        {"Angle A is 60°.", "C", ""}, {"The answer is 60 degrees", "C", "phrase/text"}, {"The measure of angle A is 180° - 75° - 45° = 60°.", "C", "assertion/text"}, {"Answer: 60", "C", ""},
    });
}

TEST_CASE("an option whose text is the first sentence is the answer", "[extract]") {
    const auto asked = ask("en", "What is the capital of France?", {"Paris", "London", "Rome", "Berlin"});
    check(asked, {
        {"Paris. London is in England.", "A", "assertion/text"}, {"Paris, of course. Berlin is the capital of Germany.", "A", "assertion/text"},
        {"Paris. London. Rome. Berlin.", "", ""}, {"Paris\nLondon\nRome\nBerlin", "", ""},
        {"Paris, London and Rome are capitals. France is a country.", "", ""},
    });
}

TEST_CASE("a number in a longer one, and the letter of an angle at a line's head, are no options", "[extract]") {
    check(ask("en", "If ∠A = 40.0, what is the degree of ∠B?", {"80°", "60°", "50°", "40°"}), {{"Given that ∠A = 40.0, the degree of ∠B is 80°.", "A", "assertion/text"}});
    check(ask("en", "How long is it?", {"3", "3.5", "4,5", "45"}), {{"Answer: 3.5", "B", "marker/text"}, {"Answer: 4,5", "C", "marker/text"}, {"Answer: 3.", "A", "marker/text"}});
    check(ask("en", "Does dark magenta have the maximum area?", {"yes", "no"}), {{"Dark magenta has the maximum area.", "A", ""}, {"Dark magenta does not have the maximum area.", "B", ""}});
}

TEST_CASE("a response that was cut off asserts in its first two sentences, behind a heading", "[extract]") {
    const auto asked = ask("en", "Which animal lives in the sea?", {"the camel", "the cow", "the dolphin", "the cat", "the hen"});
    check(asked, {
        {"The dolphin lives in the sea. It", "C", "assertion/text"},
        {"**Explanation:**\nMany do. The dolphin lives in the sea. It", "C", "assertion/text"},
        {"Let us see. Some animals swim. The dolphin lives in the sea. The cat", "", "abstain/nothing"},
    }, calm::finish_reason::length);
}

TEST_CASE("the only option that is named is the answer where something is said to be it", "[extract]") {
    check(ask("en", "How does releasing energy feel?", {"damage", "wonderful", "exhaustion"}), {
        {"If you let out a big breath, you are lighter and more relaxed. It is a wonderful thing.", "B", "assertion/text"},
        {"If you let out a big breath, you are lighter, and a wonderful thing goes on there.", "", "abstain/nothing"},
    });
}

TEST_CASE("options that are named by their own keys are what is compared", "[extract]") {
    const auto point = ask("en", "Two points are circled on the image, labeled by A and B beside each circle. Which point is closer to the camera? Select from the following choices.", {"A is closer", "B is closer"});
    check(point, {
        {"Point A, which is circled on the left side of the image, appears to be closer to the camera.", "A", "assertion/text"},
        {"Point B is closer to the camera. It is marked on a grapefruit in the foreground, while point A is marked on one slightly behind it.", "B", ""},
        {"Point B, which is circled at the top, is closer to the camera.", "B", "assertion/text"},
        {"B is closer", "B", ""},
        {"Both points are on the grapefruit.", "", "abstain/nothing"},
    });
    check(ask("en", "Two points are labeled by A and B. Which point has the darker surface color, or is it about the same?", {"A is darker", "B is darker", "About the same"}), {
        {"The surface colors at points A and B appear to be about the same. Both points are on the blanket, which has one color.", "C", "assertion/text"},
        {"Point B is darker, while point A lies in the light.", "B", ""},
    });
    check(ask("en", "What do frogs live in?", {"A pond", "A desert", "A cave"}), {   // articles, and no keys
        {"A pond is where frogs live.", "A", ""},
        {"Vitamin C is not a place.", "", "abstain/nothing"},
    });
}

TEST_CASE("a list of some options behind an announcement is several answers", "[extract]") {
    const auto muscle = ask("es", "¿Qué animales viven en el mar?", {"las vacas", "las ballenas", "las focas", "los atunes"});
    check(muscle, {
        {"Las opciones correctas son:\nB) las ballenas\nC) las focas\nD) los atunes\n\nEn resumen, viven en el mar.", "", "abstain/several"},
        {"La opción correcta es:\nB) las ballenas\n\nLas vacas viven en el campo.", "B", ""},
    });
    check(ask("en", "Which animal lives in the sea?", {"cow", "cat", "dolphin"}), {
        {"The correct answer is:\n\nC. dolphin\nB. cats hate water.", "C", ""},
        {"The correct answers are:\n- B. cat\n- C. dolphin", "", "abstain/several"},
        {"The right option is one of:\nA. cow\nB. cat\nC. dolphin\n\nThe answer is C.", "C", "phrase/key"},
    });
}

TEST_CASE("a response that begins with a key and goes on with the question completes it", "[extract]") {
    const auto place = ask("ru", "Амфорическое дыхание наблюдается при", {"абсцессе лёгкого", "бронхиальной астме", "бронхите", "очаговой пневмонии"}, '1');
    check(place, {{" 4. Амфорическое дыхание наблюдается при очагов", "4", "line/key"}}, calm::finish_reason::length);
    check(place, {{"4. Амфорическое дыхание наблюдается при том, что названо.", "4", "line/key"}, {"4. Амфора", "4", "line/key"}});
    check(ask("en", "What is the capital of the country France?", {"Rome", "Paris", "Berlin", "Madrid"}, '1'), {{"1) What is the capital of the country France?\n\nThe government sits in Paris", "2", ""}});
}

TEST_CASE("of two opposites, the one that is said, or whose opposite is denied, is the answer, in each language", "[extract]") {
    const struct { std::string_view lang, question, valid, invalid, yes, no, open; } languages[] = {
        {"en", "Is this argument valid?", "valid", "invalid", "Yes, the argument is logically valid.", "The argument is not valid. Look at the premises.", "To decide whether it is valid, we look at the premises."},
        {"de", "Ist dieser Schluss gültig?", "gültig", "ungültig", "Ja, der Schluss ist logisch gültig.", "Der Schluss ist nicht gültig. Die Prämissen reichen nicht.", "Um zu sehen, ob er gültig ist, betrachten wir die Prämissen."},
        {"nl", "Is dit argument geldig?", "geldig", "ongeldig", "Ja, het argument is logisch geldig.", "Het argument is niet geldig. De premissen volstaan niet.", "Om te zien of het geldig is, bekijken we de premissen."},
        {"fr", "Cet argument est-il valide ?", "valide", "invalide", "Oui, l'argument est valide.", "L'argument n'est pas valide. Voyons les prémisses.", "Pour voir si cet argument est valide, voyons les prémisses."},
        {"es", "¿Es válido este argumento?", "válido", "inválido", "Sí, el argumento es lógicamente válido.", "El argumento no es lógicamente válido. Vamos a analizarlo.", "Para ver si es válido, veamos las premisas."},
        {"pt", "Este argumento é válido?", "válido", "inválido", "Sim, o argumento é válido.", "O argumento não é válido. Vejamos as premissas.", "Para ver se é válido, vejamos as premissas."},
        {"it", "Questo argomento è valido?", "valido", "invalido", "Sì, l'argomento è valido.", "L'argomento non è valido. Vediamo le premesse.", "Per vedere se è valido, vediamo le premesse."},
        {"pl", "Czy ten wniosek jest możliwy?", "możliwy", "niemożliwy", "Tak, ten wniosek jest możliwy.", "Ten wniosek nie jest możliwy. Spójrzmy na przesłanki.", "Aby sprawdzić, czy jest możliwy, spójrzmy na przesłanki."},
        {"ru", "Возможен ли такой вывод?", "возможен", "невозможен", "Да, такой вывод возможен.", "Такой вывод не возможен. Посмотрим на посылки.", "Если он возможен, посмотрим на посылки."},
        {"zh", "这个论证合理吗？", "合理", "不合理", "是的，这个论证合理。", "这个论证并不合理。我们看前提。", "要看它是否合理，我们看前提。"},
        {"vi", "Lập luận này hợp lệ không?", "hợp lệ", "không hợp lệ", "Có, lập luận này hợp lệ.", "Lập luận này không hợp lệ. Hãy xem các tiền đề.", "Để biết liệu nó có hợp lệ, hãy xem các tiền đề."},
    };
    for (const auto& l : languages) {
        CAPTURE(std::string(l.lang));
        check(ask(l.lang, l.question, {l.valid, l.invalid}), {{l.yes, "A", ""}, {l.no, "B", ""}, {l.open, "", ""}});
    }
    check(ask("en", "Is it true that whales are fish?", {"True", "False"}), {{"No, whales are mammals.", "B", "assertion/text"}, {"Yes, they have gills.", "A", "assertion/text"}});
    check(ask("en", "Is a perpetual motion machine possible or impossible?", {"possible", "impossible"}), {{"It is not possible, because energy is conserved.", "B", ""}, {"Such a machine is impossible.", "B", ""}});
    check(ask("en", "Is this argument valid?", {"valid", "invalid"}), {{"The argument is not valid. Look at the", "B", ""}}, calm::finish_reason::length);
    check(ask("en", "Which word fits?", {"side", "inside"}), {{"He went to the garden.", "", "abstain/nothing"}});
}
