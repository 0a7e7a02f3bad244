// Sentences that people and models answer with, in each language: alone, behind a sentence that names another option, and behind a list of the options.
#include "extract/listed.hpp"
#include "extract/readings.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

using calm_test::ask, calm_test::check, calm_test::listed;

namespace {

/// Sentences that all name the third option of listed.hpp's question.
struct answers {
    std::string_view lang;
    std::vector<std::string_view> said;
};

const std::vector<answers> languages{
    {"en",
     {"I would choose C.", "I would choose a cannonball.", "I'd go with a cannonball, because it's heavy.", "The best choice is a cannonball.",
      "I believe the correct answer is a cannonball.", "The most appropriate answer would be option C.", "Therefore, the answer should be (C) a cannonball.", "The right choice here is a cannonball, since it has most mass.",
      "I think C is correct.", "Option C seems to be the best one.", "So the correct one must be a cannonball.", "A cannonball is the correct answer.",
      "It's a cannonball.", "That would be a cannonball.", "My answer is a cannonball.", "We choose a cannonball."}},
    {"de",
     {"Ich würde C wählen.", "Ich würde eine Kanonenkugel wählen.", "Ich tippe auf eine Kanonenkugel, weil sie schwer ist.", "Die beste Wahl ist eine Kanonenkugel.",
      "Ich glaube, die richtige Antwort ist eine Kanonenkugel.", "Die passendste Antwort wäre Option C.", "Daher sollte die Antwort (C) eine Kanonenkugel sein.", "Die richtige Wahl ist hier eine Kanonenkugel, da sie am meisten Masse hat.",
      "Ich denke, C ist richtig.", "Option C scheint die beste zu sein.", "Richtig muss also eine Kanonenkugel sein.", "Eine Kanonenkugel ist die richtige Antwort.",
      "Es ist eine Kanonenkugel.", "Das wäre eine Kanonenkugel.", "Meine Antwort lautet eine Kanonenkugel.", "Wir wählen eine Kanonenkugel."}},
    {"es",
     {"Yo elegiría la C.", "Yo elegiría una bala de cañón.", "Me inclino por una bala de cañón, porque es pesada.", "La mejor elección es una bala de cañón.",
      "Creo que la respuesta correcta es una bala de cañón.", "La respuesta más adecuada sería la opción C.", "Por lo tanto, la respuesta debería ser (C) una bala de cañón.", "La elección correcta aquí es una bala de cañón, ya que tiene más masa.",
      "Creo que la C es correcta.", "La opción C parece ser la mejor.", "Así que la correcta debe ser una bala de cañón.", "Una bala de cañón es la respuesta correcta.",
      "Es una bala de cañón.", "Sería una bala de cañón.", "Mi respuesta es una bala de cañón.", "Elegimos una bala de cañón."}},
    {"fr",
     {"Je choisirais C.", "Je choisirais un boulet de canon.", "Je pencherais pour un boulet de canon, car il est lourd.", "Le meilleur choix est un boulet de canon.",
      "Je crois que la bonne réponse est un boulet de canon.", "La réponse la plus appropriée serait l'option C.", "Par conséquent, la réponse devrait être (C) un boulet de canon.", "Le bon choix ici est un boulet de canon, car il a le plus de masse.",
      "Je pense que C est correct.", "L'option C semble être la meilleure.", "La bonne doit donc être un boulet de canon.", "Un boulet de canon est la bonne réponse.",
      "C'est un boulet de canon.", "Ce serait un boulet de canon.", "Ma réponse est un boulet de canon.", "Nous choisissons un boulet de canon."}},
    {"it",
     {"Sceglierei la C.", "Sceglierei una palla di cannone.", "Propendo per una palla di cannone, perché è pesante.", "La scelta migliore è una palla di cannone.",
      "Credo che la risposta corretta sia una palla di cannone.", "La risposta più appropriata sarebbe l'opzione C.", "Pertanto la risposta dovrebbe essere (C) una palla di cannone.", "La scelta giusta qui è una palla di cannone, poiché ha più massa.",
      "Penso che la C sia corretta.", "L'opzione C sembra essere la migliore.", "Quindi quella corretta deve essere una palla di cannone.", "Una palla di cannone è la risposta corretta.",
      "È una palla di cannone.", "Sarebbe una palla di cannone.", "La mia risposta è una palla di cannone.", "Scegliamo una palla di cannone."}},
    {"nl",
     {"Ik zou C kiezen.", "Ik zou een kanonskogel kiezen.", "Ik ga voor een kanonskogel, want die is zwaar.", "De beste keuze is een kanonskogel.",
      "Ik geloof dat het juiste antwoord een kanonskogel is.", "Het meest geschikte antwoord zou optie C zijn.", "Daarom moet het antwoord (C) een kanonskogel zijn.", "De juiste keuze is hier een kanonskogel, omdat die de meeste massa heeft.",
      "Ik denk dat C juist is.", "Optie C lijkt de beste te zijn.", "De juiste moet dus een kanonskogel zijn.", "Een kanonskogel is het juiste antwoord.",
      "Het is een kanonskogel.", "Mijn antwoord is een kanonskogel.", "We kiezen een kanonskogel."}},
    {"pl",
     {"Wybrałbym C.", "Wybieram kula armatnia.", "Stawiam na kula armatnia, bo jest ciężka.", "Najlepszy wybór to kula armatnia.",
      "Uważam, że prawidłowa odpowiedź to kula armatnia.", "Najbardziej odpowiednia byłaby opcja C.", "Dlatego odpowiedzią powinna być (C) kula armatnia.", "Właściwy wybór to kula armatnia, ponieważ ma największą masę.",
      "Myślę, że C jest poprawna.", "Opcja C wydaje się najlepsza.", "Poprawna musi więc być kula armatnia.", "Kula armatnia to prawidłowa odpowiedź.",
      "To kula armatnia.", "Byłaby to kula armatnia.", "Moja odpowiedź to kula armatnia.", "Wybieramy C."}},
    {"pt",
     {"Eu escolheria a C.", "Eu escolheria uma bala de canhão.", "Fico com uma bala de canhão, porque é pesada.", "A melhor escolha é uma bala de canhão.",
      "Acredito que a resposta correta é uma bala de canhão.", "A resposta mais adequada seria a opção C.", "Portanto, a resposta deveria ser (C) uma bala de canhão.", "A escolha certa aqui é uma bala de canhão, pois tem mais massa.",
      "Acho que a C está correta.", "A opção C parece ser a melhor.", "Então a correta deve ser uma bala de canhão.", "Uma bala de canhão é a resposta correta.",
      "É uma bala de canhão.", "Seria uma bala de canhão.", "Minha resposta é uma bala de canhão.", "Escolhemos uma bala de canhão."}},
    {"ru",
     {"Я бы выбрал C.", "Я бы выбрал пушечное ядро.", "Я склоняюсь к варианту C, потому что оно тяжёлое.", "Лучший выбор — пушечное ядро.",
      "Я считаю, что правильный ответ — пушечное ядро.", "Наиболее подходящим ответом был бы вариант C.", "Поэтому ответом должно быть (C) пушечное ядро.", "Правильный выбор здесь — пушечное ядро, так как у него больше масса.",
      "Думаю, C верно.", "Вариант C кажется лучшим.", "Значит, верным должно быть пушечное ядро.", "Пушечное ядро — правильный ответ.",
      "Это пушечное ядро.", "Это было бы пушечное ядро.", "Мой ответ: пушечное ядро.", "Мы выбираем пушечное ядро."}},
    {"zh",
     {"我会选C。", "我会选择炮弹。", "我倾向于炮弹，因为它很重。", "最好的选择是炮弹。",
      "我认为正确答案是炮弹。", "最合适的答案应该是选项C。", "因此，答案应该是（C）炮弹。", "这里的正确选择是炮弹，因为质量最大。",
      "我觉得C是对的。", "选项C似乎是最好的。", "所以正确的一定是炮弹。", "炮弹是正确答案。",
      "是炮弹。", "那就是炮弹。", "我的答案是炮弹。", "我们选炮弹。"}},
    {"ja",
     {"私ならCを選びます。", "私なら大砲の弾を選びます。", "重いので、大砲の弾だと思います。", "最良の選択は大砲の弾です。",
      "正解は大砲の弾だと思います。", "最も適切な答えは選択肢Cでしょう。", "したがって、答えは（C）大砲の弾のはずです。", "ここでの正しい選択は大砲の弾です。質量が最も大きいからです。",
      "Cが正しいと思います。", "選択肢Cが最も良さそうです。", "よって正しいのは大砲の弾に違いありません。", "大砲の弾が正解です。",
      "大砲の弾です。", "それは大砲の弾でしょう。", "私の答えは大砲の弾です。", "大砲の弾を選択します。"}},
    {"vi",
     {"Tôi sẽ chọn C.", "Tôi sẽ chọn quả đạn pháo.", "Tôi nghiêng về quả đạn pháo vì nó nặng.", "Lựa chọn tốt nhất là quả đạn pháo.",
      "Tôi tin rằng câu trả lời đúng là quả đạn pháo.", "Câu trả lời phù hợp nhất sẽ là phương án C.", "Do đó, câu trả lời phải là (C) quả đạn pháo.", "Lựa chọn đúng ở đây là quả đạn pháo, vì nó có khối lượng lớn nhất.",
      "Tôi nghĩ C là đúng.", "Phương án C có vẻ là tốt nhất.", "Vậy đáp án đúng phải là quả đạn pháo.", "Quả đạn pháo là câu trả lời đúng.",
      "Đó là quả đạn pháo.", "Đó sẽ là quả đạn pháo.", "Câu trả lời của tôi là quả đạn pháo.", "Chúng ta chọn quả đạn pháo."}},
    {"ar",
     {"سأختار C.", "سأختار قذيفة مدفع.", "أميل إلى قذيفة مدفع لأنها ثقيلة.", "أفضل خيار هو قذيفة مدفع.",
      "أعتقد أن الإجابة الصحيحة هي قذيفة مدفع.", "الإجابة الأنسب هي الخيار C.", "لذلك يجب أن تكون الإجابة (C) قذيفة مدفع.", "الاختيار الصحيح هنا هو قذيفة مدفع لأن كتلتها أكبر.",
      "أظن أن C صحيح.", "يبدو أن الخيار C هو الأفضل.", "إذن الصحيح يجب أن يكون قذيفة مدفع.", "قذيفة مدفع هي الإجابة الصحيحة.",
      "ستكون قذيفة مدفع.", "إجابتي هي قذيفة مدفع.", "نختار قذيفة مدفع."}},
    {"hi",
     {"मैं C चुनूंगा।", "मैं तोप का गोला चुनूंगा।", "मैं तोप का गोला की ओर झुकूंगा, क्योंकि यह भारी है।", "सबसे अच्छा विकल्प तोप का गोला है।",
      "मुझे लगता है कि सही उत्तर तोप का गोला है।", "सबसे उपयुक्त उत्तर विकल्प C होगा।", "इसलिए उत्तर (C) तोप का गोला होना चाहिए।", "यहाँ सही चुनाव तोप का गोला है, क्योंकि इसका द्रव्यमान अधिक है।",
      "मुझे लगता है C सही है।", "विकल्प C सबसे अच्छा लगता है।", "तो सही तोप का गोला ही होना चाहिए।", "तोप का गोला सही उत्तर है।",
      "यह तोप का गोला है।", "वह तोप का गोला होगा।", "मेरा उत्तर तोप का गोला है।", "हम तोप का गोला चुनते हैं।"}},
    {"ur",
     {"میں C چنوں گا۔", "میں توپ کا گولا چنوں گا۔", "میرا جھکاؤ توپ کا گولا کی طرف ہے، کیونکہ یہ بھاری ہے۔", "بہترین انتخاب توپ کا گولا ہے۔",
      "میرے خیال میں درست جواب توپ کا گولا ہے۔", "سب سے موزوں جواب آپشن C ہوگا۔", "اس لیے جواب (C) توپ کا گولا ہونا چاہیے۔", "یہاں درست انتخاب توپ کا گولا ہے، کیونکہ اس کی کمیت زیادہ ہے۔",
      "مجھے لگتا ہے C درست ہے۔", "آپشن C سب سے بہتر لگتا ہے۔", "تو درست توپ کا گولا ہی ہونا چاہیے۔", "توپ کا گولا درست جواب ہے۔",
      "یہ توپ کا گولا ہے۔", "وہ توپ کا گولا ہوگا۔", "میرا جواب توپ کا گولا ہے۔", "ہم توپ کا گولا چنتے ہیں۔"}},
    {"sw",
     {"Ningechagua C.", "Ningechagua tufe la mzinga.", "Naelekea tufe la mzinga, kwa sababu ni zito.", "Chaguo bora ni tufe la mzinga.",
      "Naamini jibu sahihi ni tufe la mzinga.", "Jibu linalofaa zaidi lingekuwa chaguo C.", "Kwa hiyo jibu linapaswa kuwa (C) tufe la mzinga.", "Chaguo sahihi hapa ni tufe la mzinga, kwa kuwa lina uzito mkubwa.",
      "Nadhani C ni sahihi.", "Chaguo C linaonekana kuwa bora.", "Kwa hiyo sahihi lazima iwe tufe la mzinga.", "Tufe la mzinga ndilo jibu sahihi.",
      "Ni tufe la mzinga.", "Lingekuwa tufe la mzinga.", "Jibu langu ni tufe la mzinga.", "Tunachagua tufe la mzinga."}},
};

} // namespace

TEST_CASE("sentences that answer are read alone and behind others that name options, in each language", "[extract]") {
    for (const answers& one : languages) {
        const listed& l = *std::find_if(std::begin(calm_test::listed_options), std::end(calm_test::listed_options), [&](const listed& in) { return in.lang == one.lang; });
        const auto asked = ask(l.lang, l.question, {l.options[0], l.options[1], l.options[2], l.options[3]});
        const std::string list(l.list.substr(l.list.find("\n\n") + 2, l.list.size() - l.list.find("\n\n") - 4));   // without its heading and the empty line behind it
        const std::size_t second = list.find('\n') + 1;
        const std::string other = list.substr(second + 3, list.find('\n', second) - second - 3);   // what the list says of the second option
        for (const std::string_view said : one.said)
            for (const std::string& before : {std::string(), other + " ", other + "\n\n", list + "\n\n"}) check(asked, {{before + std::string(said), "C"}});
    }
}
