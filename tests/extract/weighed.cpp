// Answers that are left when a response has been weighed: options named in part or in other forms, conclusions, the odd one out; rule "assertion" of the corrected extractor.
#include "extract/readings.hpp"

#include <string>
#include <string_view>

using calm_test::ask, calm_test::check;

TEST_CASE("the option that the last conclusion affirms is the answer, in each language", "[extract]") {
    const struct { std::string_view lang, question, cow, cat, dolphin, said, open; } languages[] = {
        {"en", "Which animal lives in the sea?", "the cow", "the cat", "the dolphin", "The cow gives milk. The cat hunts mice. In other words, the dolphin swims there.", "The cow gives milk. The cat hunts mice. The dolphin swims."},
        {"de", "Welches Tier lebt im Meer?", "die Kuh", "die Katze", "der Delfin", "Die Kuh gibt Milch. Die Katze jagt Mäuse. Kurz gesagt schwimmt dort der Delfin.", "Die Kuh gibt Milch. Die Katze jagt Mäuse. Der Delfin schwimmt."},
        {"nl", "Welk dier leeft in de zee?", "de koe", "de kat", "de dolfijn", "De koe geeft melk. De kat vangt muizen. Met andere woorden zwemt daar de dolfijn.", "De koe geeft melk. De kat vangt muizen. De dolfijn zwemt."},
        {"fr", "Quel animal vit dans la mer ?", "la vache", "le chat", "le dauphin", "La vache donne du lait. Le chat chasse les souris. Autrement dit, le dauphin y nage.", "La vache donne du lait. Le chat chasse les souris. Le dauphin nage."},
        {"es", "¿Qué animal vive en el mar?", "la vaca", "el gato", "el delfín", "La vaca produce leche. El gato caza ratones. En otras palabras, allí salta el delfín.", "La vaca produce leche. El gato caza ratones. El delfín salta."},
        {"pt", "Que animal vive no mar?", "a vaca", "o gato", "o golfinho", "A vaca dá leite. O gato caça ratos. Em outras palavras, ali nada o golfinho.", "A vaca dá leite. O gato caça ratos. O golfinho salta."},
        {"it", "Quale animale vive nel mare?", "la mucca", "il gatto", "il delfino", "La mucca dà il latte. Il gatto caccia i topi. In altre parole, lì nuota il delfino.", "La mucca dà il latte. Il gatto caccia i topi. Il delfino nuota."},
        {"pl", "Jakie zwierzę żyje w morzu?", "krowa", "kot", "delfin", "Krowa daje mleko. Kot łowi myszy. Innymi słowy, pływa tam delfin.", "Krowa daje mleko. Kot łowi myszy. Delfin pływa."},
        {"ru", "Какое животное живёт в море?", "корова", "кошка", "дельфин", "Корова даёт молоко. Кошка ловит мышей. Иными словами, там плавает дельфин.", "Корова даёт молоко. Кошка ловит мышей. Дельфин плавает."},
        {"zh", "哪种动物生活在海里？", "奶牛", "小猫", "海豚", "奶牛产奶。小猫捉老鼠。总而言之，在那里游泳的有海豚。", "奶牛产奶。小猫捉老鼠。海豚游泳。"},
        {"ja", "海に住んでいる動物はどれですか。", "うし", "ねこ", "イルカ", "うしは牛乳を出します。ねこはねずみを捕ります。というわけで、そこで泳ぐのはイルカです。", "うしは牛乳を出します。ねこはねずみを捕ります。イルカは泳ぎます。"},
        {"vi", "Con vật nào sống ở biển?", "con bò", "con mèo", "cá heo", "Con bò cho sữa. Con mèo bắt chuột. Nói cách khác, cá heo bơi ở đó.", "Con bò cho sữa. Con mèo bắt chuột. Cá heo bơi."},
        {"ar", "أي حيوان يعيش في البحر؟", "البقرة", "القطة", "الدلفين", "البقرة تعطي الحليب. القطة تصيد الفئران. بعبارة أخرى، يسبح الدلفين هناك.", "البقرة تعطي الحليب. القطة تصيد الفئران. الدلفين يسبح."},
        {"hi", "कौन सा जानवर समुद्र में रहता है?", "गाय", "बिल्ली", "डॉल्फ़िन", "गाय दूध देती है। बिल्ली चूहे पकड़ती है। दूसरे शब्दों में, वहाँ डॉल्फ़िन तैरती है।", "गाय दूध देती है। बिल्ली चूहे पकड़ती है। डॉल्फ़िन तैरती है।"},
        {"ur", "کون سا جانور سمندر میں رہتا ہے؟", "گائے", "بلی", "ڈولفن", "گائے دودھ دیتی ہے۔ بلی چوہے پکڑتی ہے۔ دوسرے الفاظ میں، وہاں ڈولفن تیرتی ہے۔", "گائے دودھ دیتی ہے۔ بلی چوہے پکڑتی ہے۔ ڈولفن تیرتی ہے۔"},
        {"sw", "Ni mnyama gani anaishi baharini?", "ng'ombe", "paka", "pomboo", "Ng'ombe hutoa maziwa. Paka hukamata panya. Kwa maneno mengine, pomboo huogelea huko.", "Ng'ombe hutoa maziwa. Paka hukamata panya. Pomboo huogelea."},
    };
    for (const auto& l : languages) check(ask(l.lang, l.question, {l.cow, l.cat, l.dolphin}), {{l.said, "C", "assertion/text"}, {l.open, "", "abstain/nothing"}});
    check(ask("en", "Which animal lives in the sea?", {"the cow", "the cat", "the dolphin"}), {
        {"The cow gives milk. In short, the cat or the dolphin swims. They are grey.", "", "abstain/nothing"},
        {"So the cow gives milk. The dolphin swims.", "", "abstain/nothing"},
    });
}

TEST_CASE("an option counts in other forms and in part beside others that are named, in each language that inflects", "[extract]") {
    const struct { std::string_view lang, question, other, right, said; } languages[] = {
        {"en", "A child has swallowed a coin. What comes next?", "wait at home for a week", "urgent surgical removal", "Waiting is dangerous here. The child needs to have it removed surgically today."},
        {"de", "Wer darf das Parlament auflösen?", "der Bundeskanzler", "der Bundespräsident", "Aufgelöst wird das Parlament also vom Bundespräsidenten, in der Regel auf Vorschlag des anderen."},
        {"it", "Che cosa vuol dire avere le mani bucate?", "lavorare molto", "spendere troppo", "Insomma, chi ha le mani bucate spende troppo e non riesce a risparmiare."},
        {"zh", "吃剩的米饭应该放在哪里？", "鞋柜的上面", "冰箱冷藏室", "建议凉透后装进盒子，放进冰箱冷藏，第二天再炒。"},
        {"ar", "ماذا يُعطى مريض السكري إذا كان واعيًا؟", "مضاد حيوي", "عصير محلّى", "بما أن المريض واعٍ، يُعطى عصيرًا محلى، ثم يعاد القياس."},
        {"ur", "دعوت نامہ ملا ہے مگر آپ نہیں جا سکتے۔ کیا کرنا چاہیے؟", "کارڈ پھاڑ دیں", "فون کر کے معذرت اور مبارک باد دیں", "آپ دوست کو فون کر کے معذرت کر لیں اور شادی کی مبارک باد دیں۔"},
    };
    for (const auto& l : languages) check(ask(l.lang, l.question, {l.other, l.right}), {{l.said, "B", "assertion/text"}});
    check(ask("en", "Where do you hang a wet towel?", {"in the oven", "in a locked safe", "on the washing line"}), {
        {"Towels are usually of cotton, and an oven gets very hot.", "", "abstain/nothing"},
    });
}

TEST_CASE("to a question of what is not so, the option that it is denied of is the answer, in each language", "[extract]") {
    const struct { std::string_view lang, question, oak, beech, tulip, said; } languages[] = {
        {"en", "Which of these is not a tree?", "oak", "beech", "tulip", "The oak and the beech have trunks. The tulip is not one of them."},
        {"de", "Welche Pflanze ist kein Baum?", "Eiche", "Buche", "Tulpe", "Eiche und Buche haben Stämme. Die Tulpe hat keinen."},
        {"nl", "Welk woord hoort niet in het rijtje thuis?", "eik", "beuk", "tulp", "Eik en beuk hebben een stam. De tulp heeft er geen."},
        {"ar", "أي مما يلي ليس شجرة؟", "البلوط", "الزان", "التوليب", "البلوط والزان لهما جذع. أما التوليب فلا جذع له."},
    };
    for (const auto& l : languages) check(ask(l.lang, l.question, {l.oak, l.beech, l.tulip}), {{l.said, "C", "assertion/text"}});
}

TEST_CASE("what a question denies before it asks, or as a condition, is not what it asks for", "[extract]") {
    check(ask("en", "A tenant finds that the landlord came in without notice. Which right was breached?", {"quiet enjoyment", "first refusal", "adverse possession"}), {
        {"What was breached here is quiet enjoyment. It is not about first refusal.", "A", ""},
    });
    check(ask("ru", "Какое лекарство разумно принять при температуре, если нет противопоказаний?", {"активированный уголь", "парацетамол", "валериану"}), {
        {"При температуре принимают парацетамол. Активированный уголь не влияет на неё.", "B", ""},
    });
}

TEST_CASE("a question for what is wrong is not answered by calling an option right", "[extract]") {
    check(ask("zh", "下列说法中错误的是哪一项？", {"水在零度结冰", "铁比水轻", "太阳发光"}), {
        {"A选项说水在零度结冰，这是正确的。C选项说太阳发光，这是正确的。综上所述，选项B是错误的，其他选项都是正确的。", "B", ""},
    });
    check(ask("zh", "下列说法中正确的是哪一项？", {"水在零度结冰", "铁比水轻", "太阳发光"}), {
        {"A:水在零度结冰\n\n因此，A选项正确。\n\nB:铁比水轻\n\n因此，B选项正确。\n\nC:太阳发光\n\n因此，C选项正确。", "", "abstain/several"},
    });
}

TEST_CASE("an option that opens a response counts where the limit cut its text off", "[extract]") {
    const auto asked = ask("en", "The auditory tube", {"is closed by the action of a muscle", "is opened by a nerve of the jaw", "connects the inner ear and the throat"});
    check(asked, {
        {"C) connects the inner ear and", "C", ""}, {" C. connects the inn", "C", ""}, {"connects the inner ea", "C", ""}, {"C) connects a thing", "C", "line/key"}, {"is", "", ""},
        {"A) connects the inner ear and", "", ""},
    }, calm::finish_reason::length);
    check(asked, {{"connects the", "", ""}});
}

TEST_CASE("\"only\" behind an option limits what is said of it", "[extract]") {
    check(ask("pt", "Que ferramenta vai fazer a curva?", {"a plaina", "o formão", "o serrote de costa", "a serra tico-tico"}), {
        {"A plaina só desbasta superfícies retas, o formão é para encaixes e o serrote de costa faz cortes curtos. Com a serra tico-tico, que tem a lâmina fina, vai sair a curva.", "D", ""},
    });
    check(ask("en", "What cuts a curve?", {"the plane", "the chisel", "the jigsaw"}), {
        {"The plane only smooths wood, the chisel only makes holes.", "", ""}, {"Only the jigsaw can do it, not the plane.", "C", ""}, {"The jigsaw alone remains.", "C", ""},
    });
}

TEST_CASE("small keys may stand in a conclusion, and a list of options in the question is no part of what it asks", "[extract]") {
    const auto soup = ask("es", "¿Con qué se come la sopa?\na) con tenedor\nb) con palillos\nc) con cuchara", {"con tenedor", "con palillos", "con cuchara"}, 'a');
    check(soup, {{"Hombre, pues con cuchara, ¿no? Opción c.", "c", ""}, {"El tenedor pincha y los palillos agarran. Por eliminación: c.", "c", ""}, {"La sopa se toma con cuchara.", "c", ""}});
}

TEST_CASE("a response that says at its end that it cannot be decided abstains, in each language", "[extract]") {
    const struct { std::string_view lang, question, cat, dolphin, said, open, too; } languages[] = {
        {"en", "Which animal lives in the sea near the old harbour?", "the cat", "the grey dolphin", "Near the harbour, grey dolphins are seen.", "It cannot be determined from this.", "There is not enough information to tell."},
        {"de", "Welches Tier lebt im Meer beim alten Hafen?", "die Katze", "der graue Delfin", "Beim alten Hafen sieht man graue Delfine.", "Das lässt sich daraus nicht bestimmen.", "Die Angaben sind unzureichend."},
        {"nl", "Welk dier leeft in de zee bij de oude haven?", "de kat", "de grijze dolfijn", "Bij de oude haven ziet men grijze dolfijnen.", "Dat valt hieruit niet af te leiden, het kan niet worden bepaald.", "Er is onvoldoende informatie."},
        {"fr", "Quel animal vit dans la mer près du vieux port ?", "le chat", "le dauphin gris", "Près du vieux port, on voit des dauphins gris.", "On ne peut pas le déterminer.", "Les informations sont insuffisantes."},
        {"es", "¿Qué animal vive en el mar cerca del viejo puerto?", "el gato", "el delfín gris", "Cerca del viejo puerto se ven delfines grises.", "No se puede determinar con esto.", "La información es insuficiente."},
        {"pt", "Que animal vive no mar perto do velho porto?", "o gato", "o golfinho cinzento", "Perto do velho porto veem-se golfinhos cinzentos.", "Não é possível determinar isso.", "A informação é insuficiente."},
        {"it", "Quale animale vive nel mare vicino al vecchio porto?", "il gatto", "il delfino grigio", "Vicino al vecchio porto si vedono delfini grigi.", "Non si può determinare.", "Le informazioni sono insufficienti."},
        {"pl", "Jakie zwierzę żyje w morzu koło starego portu?", "kot", "szary delfin", "Koło starego portu widuje się szare delfiny.", "Nie da się tego ustalić.", "Informacje są niewystarczające."},
        {"ru", "Какое животное живёт в море возле старого порта?", "кошка", "серый дельфин", "Возле старого порта видят серых дельфинов.", "Определить это нельзя.", "Данных недостаточно."},
        {"zh", "老港口附近的海里生活着哪种动物？", "小花猫", "灰色海豚", "老港口附近的海里，常见灰色的海豚。", "仅凭这些无法确定。", "信息不足。"},
        {"ja", "古い港の近くの海に住む動物はどれですか。", "三毛ねこ", "灰色のイルカ", "古い港の近くの海では、灰色をしたイルカが見られます。", "これだけでは判断できません。", "情報不足です。"},
        {"vi", "Con vật nào sống ở biển gần bến cảng cũ?", "con mèo", "con cá heo xám", "Gần bến cảng cũ người ta thấy con cá heo xám.", "Không thể xác định được điều đó.", "Như vậy là thiếu thông tin."},
        {"ar", "أي حيوان يعيش في البحر قرب الميناء القديم؟", "القطة", "الدلفين الرمادي", "قرب الميناء القديم تُرى دلافين رمادية، والدلفين رمادي.", "لا يمكن تحديد ذلك.", "المعلومات غير كافية."},
        {"hi", "पुराने बंदरगाह के पास समुद्र में कौन सा जानवर रहता है?", "बिल्ली", "धूसर डॉल्फ़िन", "पुराने बंदरगाह के पास समुद्र में धूसर रंग की डॉल्फ़िन दिखती है।", "यह तय नहीं किया जा सकता।", "जानकारी अपर्याप्त है।"},
        {"ur", "پرانی بندرگاہ کے پاس سمندر میں کون سا جانور رہتا ہے؟", "بلی", "سرمئی ڈولفن", "پرانی بندرگاہ کے پاس سمندر میں سرمئی رنگ کی ڈولفن نظر آتی ہے۔", "یہ طے نہیں کیا جا سکتا۔", "معلومات ناکافی ہیں۔"},
        {"sw", "Ni mnyama gani anaishi baharini karibu na bandari ya zamani?", "paka", "pomboo wa kijivu", "Karibu na bandari ya zamani huonekana pomboo wenye rangi ya kijivu.", "Haiwezekani kuamua hilo.", "Taarifa hazitoshi."},
    };
    for (const auto& l : languages) {
        const std::string said(l.said), first(l.open);
        check(ask(l.lang, l.question, {l.cat, l.dolphin}), {{said, "B", "assertion/text"}, {said + " " + first, "", "abstain/nothing"}, {said + " " + std::string(l.too), "", "abstain/nothing"},
                                                            {first + " " + said, "B", "assertion/text"}});
    }
}

TEST_CASE("pairs of letters are no words: one word of an option in Japanese, beside what was asked, is no answer", "[extract]") {
    const auto asked = ask("ja", "割れたグラスはどこに捨てますか？", {"ポストの中", "不燃ごみ袋", "本棚の上"});
    check(asked, {{"グラスはふつうガラスで作られ、ポストは赤く塗られています。", "", "abstain/nothing"}, {"割れたグラスは不燃ごみ袋に捨てます。", "B", ""}});
}

TEST_CASE("what affirms an option is found behind any number of claims that deny others", "[extract]") {
    const auto asked = ask("en", "Which kind of small animal is known to live most often in the deep sea?", {"cat", "dolphin", "cow", "horse"});
    std::string text = "Well, a dolphin swims around, and everybody has seen it there more than once in a while. ";
    for (int i = 0; i < 40; ++i) text += i % 2 == 0 ? "A cow never does, not ever. " : "The cat never swims. ";
    text += "So much for all of it.";
    const calm::answer got = calm::extract::corrected{}(asked, {asked.lang, 0, text});
    REQUIRE(got.key);
    CHECK(got.key->str() == "B");
    CHECK(got.span.of(text) == "dolphin");
}

TEST_CASE("what cannot be decided may be said with a capital letter", "[extract]") {
    const auto asked = ask("ru", "Какое животное живёт в море?", {"кошка", "дельфин", "корова"});
    for (const std::string_view word : {"определить", "Определить", "установить", "Установить", "решить", "Решить", "сказать", "Сказать"}) {
        const std::string text = "Возможно, в море живёт дельфин. " + std::string(word) + " это нельзя.";
        check(asked, {{text, "", "abstain/nothing"}});
    }
}

TEST_CASE("to a question for what is wrong, the option that is called so is the answer, in each language", "[extract]") {
    const struct { std::string_view lang, question, verdicts, announced; } languages[] = {
        {"en", "Which of these statements is incorrect?", "A is correct. B is correct. C is incorrect, since it has eight. D is correct.", "The incorrect statement is C. It has eight, as B and D say."},
        {"de", "Welche Aussage ist falsch?", "A ist richtig. B ist richtig. C ist falsch. D ist richtig.", "Die falsche Aussage ist C, denn B und D sagen acht."},
        {"nl", "Welke uitspraak is onjuist?", "A is juist. B is juist. C is onjuist. D is juist.", "De onjuiste uitspraak is C, want B en D zeggen acht."},
        {"fr", "Laquelle de ces affirmations est fausse ?", "A est vraie. B est vraie. C est fausse. D est vraie.", "L'affirmation fausse est la C, car B et D disent huit."},
        {"es", "¿Qué afirmación es incorrecta?", "A es correcta. B es correcta. C es incorrecta. D es correcta.", "La afirmación incorrecta es la C, pues B y D dicen ocho."},
        {"pt", "Qual afirmação é incorreta?", "A é correta. B é correta. C é incorreta. D é correta.", "A afirmação incorreta é: C, pois B e D dizem oito."},
        {"it", "Quale affermazione è errata?", "A è corretta. B è corretta. C è errata. D è corretta.", "L'affermazione errata è la C, perché B e D dicono otto."},
        {"pl", "Które zdanie jest błędne?", "A jest prawdziwe. B jest prawdziwe. C jest błędne. D jest prawdziwe.", "Błędne jest C, bo B i D mówią osiem."},
        {"ru", "Какое утверждение неверно?", "A верно. B верно. C неверно. D верно.", "Неверное утверждение — это C, так как B и D говорят восемь."},
        {"zh", "下列说法错误的是哪一项？", "A正确。B正确。C错误，它有八个。D正确。", "错误的说法是C，因为B和D都说八个。"},
        {"ja", "誤っているものはどれですか。", "Aは正しい。Bは正しい。Cは誤り。Dは正しい。", "誤りはCです。BとDは八つと言っています。"},
        {"vi", "Câu nào sai?", "A đúng. B đúng. C sai. D đúng.", "Câu sai là C, vì B và D nói tám."},
        {"ar", "أي عبارة خاطئة؟", "A صحيحة. B صحيحة. C خاطئة. D صحيحة.", "العبارة الخاطئة هي C، لأن B و D تقولان ثمانية."},
        {"hi", "कौन सा कथन गलत है?", "A सही है। B सही है। C गलत है। D सही है।", "गलत कथन: C, क्योंकि B और D आठ कहते हैं।"},
        {"ur", "کون سا بیان غلط ہے؟", "A درست ہے۔ B درست ہے۔ C غلط ہے۔ D درست ہے۔", "غلط بیان: C، کیونکہ B اور D آٹھ کہتے ہیں۔"},
        {"sw", "Ni kauli ipi si sahihi?", "A ni sahihi. B ni sahihi. C si sahihi. D ni sahihi.", "Kauli isiyo sahihi ni C, kwa sababu B na D zinasema nane."},
    };
    for (const auto& l : languages) check(ask(l.lang, l.question, {"first", "second", "third", "fourth"}), {{l.verdicts, "C", ""}, {l.announced, "C", ""}});
    const auto asked = ask("en", "Which of the following is false?", {"Gold is a metal.", "The Earth orbits the Sun.", "Spiders have six legs.", "Water boils."});
    check(asked, {
        {"A. True\nB. True\nC. False\nD. True", "C", "stated/key"},
        {"A, B and D are true. C is false: spiders have eight legs.", "C", "stated/key"},
        {"The incorrect statement is:\nC) Spiders have six legs.\n\nGold is a metal, and water boils.", "C", ""},
        {"The false ones:\nA. Gold is a metal.\nB. The Earth orbits the Sun.\nC. Spiders have six legs.\nD. Water boils.", "", ""},
        {"The incorrect statement is A or C.", "", ""},
        {"The incorrect statements are: A and C.", "", ""},
        {"You may think the false one is A. In fact it is C.", "C", ""},
        {"C. Spiders have six legs.\n\nA and B are right. D is not wrong.", "C", "line/key"},
        {"A and B are true statements. C is false and D is true. In summary, C is the right answer.", "C", ""},
        {"A and B are true. D is false and C is true. In summary, C is the right answer.", "C", ""},
    });
    check(ask("en", "Which of these does not lay eggs?", {"hen", "trout", "dog", "frog"}), {   // what is wrong there is no answer
        {"C. dog\n\nThe incorrect options are A, B and D.", "C", ""},
        {"It is C.\n\nWhy the other options are wrong:\nA. Hens lay eggs.\nB. So do trouts.\nD. And frogs.", "C", ""},
        {"C is correct. Incorrect: A, B, D", "C", ""},
        {"C is correct. Wrong: A. Wrong: B. Wrong: D.", "C", ""},
    });
    check(ask("en", "Which of the following is true?", {"Gold is a metal.", "The Sun orbits the Earth.", "Spiders have six legs."}), {{"A is true. B is false. C is false.", "A", ""}});
}

TEST_CASE("a response that ends with that no option is right names none, and an adverb takes nothing back", "[extract]") {
    const struct { std::string_view lang, question, lake, desert, said, none; } languages[] = {
        {"en", "Where did the sand come from?", "an old lake", "a wide desert", "The sand came from an old lake.", "So this problem has no correct option."},
        {"de", "Woher kam der Sand?", "ein alter See", "eine weite Wüste", "Der Sand kam aus einem alten See, ein alter See war dort.", "Also ist hier keine Option richtig."},
        {"fr", "D'où venait le sable ?", "un vieux lac", "un vaste désert", "Le sable venait d'un vieux lac.", "Donc aucune option n'est correcte ici."},
        {"es", "¿De dónde venía la arena?", "un lago antiguo", "un desierto amplio", "La arena venía de un lago antiguo.", "Por lo tanto, ninguna opción es correcta."},
        {"hi", "रेत कहाँ से आई?", "पुरानी झील", "चौड़ा रेगिस्तान", "रेत पुरानी झील से आई।", "इस प्रकार, इस समस्या का कोई सही विकल्प नहीं है।"},
    };
    for (const auto& l : languages) check(ask(l.lang, l.question, {l.lake, l.desert}), {{l.said, "A", ""}, {std::string(l.said) + " " + std::string(l.none), "", ""}});
    check(ask("en", "Where did the sand come from?", {"an old lake", "a wide desert", "a river"}), {
        {"Answer: B. a wide desert\n\nMost thought that it came from an old lake (A). This suggested that it had actually come from a river (C).", "B", "marker/key"},
        {"Answer: B. a wide desert\n\nWait, actually, it is C.", "C", ""},
        {"I'd say B. Actually, C.", "C", ""},
        {"Answer: B\n\nNo it is actually C.", "C", ""},
        {"Answer: B\n\nThis is wrong, and it should actually be C.", "C", ""},
        {"It came from an old lake. There is no doubt that this is the correct answer.", "A", ""},
        {"It came from an old lake. Neither of the other options is correct.", "A", ""},
    });
    check(ask("hi", "मछली कहाँ रहती है?", {"नदी", "पहाड़", "समुद्र", "जंगल"}), {
        {"समाधान:\n\n[A] यह कथन गलत है।\n\n[B] यह कथन सही है।\n\n[C] यह कथन सही है।\n\n[D] यह गलत है।\n\nअंतिम उत्तर: कथन [B] और [C] सही हैं, जबकि कथन [A] और [D] गलत हैं।", "", "abstain/several"},
        {"अंतिम उत्तर: कथन [B] सही है।", "B", "marker/key"},
    });
}
