// The vocabulary of answers in languages of Asia and Africa: zh, ja, vi, hi, ur, ar, sw.
#pragma once

#include "calm/extract/word_role.hpp"

namespace calm::extract::detail {

inline constexpr word_group asian_words[] = {
    {"zh", role::question, "问题|問題|题目|題目|下一题|例题"},
    {"zh", role::speaker, "用户|用戶"},
    {"zh", role::explanation, "解释|解釋|分析|解析|理由|说明|說明|推理"},
    {"zh", role::answer, "答案|回答|答|正解"},
    {"zh", role::option, "选项|選項|项|項|选择|選擇"},
    {"zh", role::right, "正确|正確|对的|最佳|最好|最合适|合适|最合理|合理|最符合|符合|最恰当|恰当|最有可能|最可能|最适合|最贴切|最接近|准确|成立|贴切|适合|最好的|吻合|对应|最准确|最为合适|最优|适当|说得通|理想"},
    {"zh", role::choose, "选|選|选择|選擇|故选|倾向于|应选|应该选|本题选|我认为是|结论|輸出|输出|挑选|選出|选出|選定|选定|因此是|应该是|應該選|答案选"},
    {"zh", role::copula, "是|为|為|应为|應為|应该是|應該是|就是|即|即为|而是|属于|应当是|可能是|選|选|"
                         "只能是"},
    {"zh", role::negative, "不是|不正确|不正確|不对|不符合|不合适|不合理|错误|错|錯誤|并不|並不|不能|无法|没有|沒有|不太|不|非|排除|难以|而不是|答案格式|回答格式|输出格式|格式"},
    {"zh", role::no_option, "没有|沒有|无|以上都不|以上皆非|都不|以上选项都不|均不|不在选项|无法|不存在|无正确|以上都不是"},
    {"zh", role::joining, "和|或|或者|与|與|及|以及|跟|还是"},
    {"zh", role::turn, "因为|因為|由于|但|但是|而|然而|如果|虽然|所以|因此"},
    {"zh", role::article, "在"},
    {"zh", role::filler, "是|为|應為|应为|应该是|所以|因此|字母|的|应该|很可能|可能|最|故|第|编号"},
    {"zh", role::closing, "选项|選項|项|項|。"},
    {"zh", role::correcting, "不对|重新考虑|等等|更正|实际上|其实|抱歉|对不起|纠正|修正|我弄错了|等一下|说错了"},
    {"zh", role::conclusion, "排除法|用排除法|排除其他|因此|所以|故|综上|于是|由此可见|总之|"
                             "可见|综合来看|综上所述|换句话说|换言之|总的来说|总而言之|也就是说|由此|因而"},
    {"zh", role::both, "都|均|或者|两个"},
    {"zh", role::naming, "维生素|乙型|类型"},

    {"ja", role::question, "質問|設問|問題|次の質問|例題"},
    {"ja", role::speaker, "ユーザー"},
    {"ja", role::explanation, "説明|解説|根拠|理由"},
    {"ja", role::answer, "答え|答|解答|正解|回答"},
    {"ja", role::option, "選択肢|オプション|番"},
    {"ja", role::right, "正しそう|良さそう|最も良い|一番良い|正しい|最も適切|適切|最適|最も適して|適して|適した|ふさわしい|妥当|最も正しい|一番|当てはまる|最も可能性が高い|最良|正しいと思う|該当|合理的|最も合理的|最も自然|自然|最も近い|合って|ぴったり|最善|最も妥当|"
                        "正確|適当"},
    {"ja", role::choose, "選択|選び|選ぶ|選択し|結論|選んだ|考えられ|選択する|選びました|選択しました|と判断|と思い"},
    {"ja", role::copula, "は|が|である|となる|、"},
    {"ja", role::negative, "ない|不適切|不正解|誤り|誤答|間違い|間違|違い|違う|ません|ではなく|ではあり|該当しない|考えにくい|正しくない|回答形式|解答形式|出力形式|形式"},
    {"ja", role::no_option, "どれも|いずれも|該当なし|なし|正解なし|答えなし|選択肢なし|該当する|ありません|ない"},
    {"ja", role::joining, "と|か|または|もしくは|及び|および|も"},
    {"ja", role::turn, "なぜなら|しかし|一方|ので|ため|から|ですが|だが"},
    {"ja", role::filler, "は|が|よって|したがって|つまり|おそらく|の|記号|選択|番号"},
    {"ja", role::closing, "に違いありません|に違いない|で間違いありません|で間違いない|です|である|だ|になり|となり|になる|となる|でしょう|だと|を|の|が|は|と|でした"},
    {"ja", role::correcting, "いや|待って|訂正|やはり|実際には|すみません|失礼|間違えました|修正|いいえ、|違います|ちょっと待って"},
    {"ja", role::conclusion, "消去法で|消去法|よって|したがって|従って|ゆえに|以上より|そのため|以上から|"
                             "というわけで|つまり|要するに|言い換えれば|以上のことから|ということで|ですから|だから"},
    {"ja", role::both, "どちらも|両方"},
    {"ja", role::naming, "ビタミン|型肝炎"},

    {"vi", role::question, "câu hỏi|câu hỏi tiếp theo"},
    {"vi", role::speaker, "người dùng"},
    {"vi", role::explanation, "giải thích|lý do|lời giải thích|phân tích"},
    {"vi", role::answer, "trả lời|đáp án|câu trả lời|lời giải"},
    {"vi", role::option, "số|lựa chọn|phương án|ý"},
    {"vi", role::right, "đúng|đúng nhất|chính xác|chính xác nhất|phù hợp|phù hợp nhất|tốt nhất|hợp lý nhất|hợp lý|thích hợp nhất|"
                        "có khả năng nhất|đúng đắn|hợp lí|hợp lí nhất|thích hợp|tương ứng|khớp|lý tưởng|khả thi nhất|đúng đắn nhất|"
                        "gần đúng nhất"},
    {"vi", role::choose, "chọn|nghiêng về|lựa chọn của tôi|kết luận|kết quả|tôi chọn|em chọn|mình chọn|sẽ chọn|chọn phương án"},
    {"vi", role::copula, "là|sẽ là|phải là|nên là|có thể là|"
                         "chỉ có thể là"},
    {"vi", role::negative, "không|sai|chưa|chẳng|không phải|không đúng|loại|loại trừ|ít|khó|định dạng"},
    {"vi", role::no_option, "không có|không đáp án|không có đáp án"},
    {"vi", role::joining, "và|hoặc|hay"},
    {"vi", role::turn, "vì|bởi|do|nhưng|trong khi|mặc dù|nếu|tuy nhiên|bởi vì"},
    {"vi", role::filler, "là|chữ|do đó|vì vậy|vậy|chữ cái|số|cuối cùng|nên"},
    {"vi", role::closing, "."},
    {"vi", role::correcting, "à không|chờ|thực ra|thực tế|đợi|xin sửa|xin lỗi|đính chính|nhầm|sửa lại|khoan"},
    {"vi", role::conclusion, "bằng phương pháp loại trừ|loại trừ thì|do đó|vì vậy|vậy|vì thế|như vậy|tóm lại|cho nên|"
                             "nói cách khác|nghĩa là|tức là|vậy nên|do vậy|nhìn chung|suy ra"},
    {"vi", role::both, "cả|đều|cả hai"},
    {"vi", role::naming, "vitamin|viêm gan|nhóm|loại"},

    {"hi", role::question, "प्रश्न|सवाल"},
    {"hi", role::speaker, "उपयोगकर्ता"},
    {"hi", role::explanation, "व्याख्या|स्पष्टीकरण|विश्लेषण"},
    {"hi", role::answer, "उत्तर|जवाब|हल|समाधान"},
    {"hi", role::option, "कथन|नंबर|विकल्प|विकल्पों|चयन|ऑप्शन"},
    {"hi", role::right, "सही|उपयुक्त|सबसे उपयुक्त|सर्वोत्तम|सबसे अच्छा|सर्वश्रेष्ठ|उचित|सबसे सही|संभावित|सबसे संभावित|ठीक|तार्किक|"
                        "सबसे तार्किक|मेल खाता|मेल खाती|सटीक|सबसे सटीक|बेहतर|बेहतरीन|श्रेष्ठ|उत्तम|सर्वाधिक उपयुक्त|सत्य"},
    {"hi", role::choose, "चुनूंगा|चुनूँगा|चुनूंगी|चुनता|झुकूंगा|झुकूँगा|चुनती|चुनते|चुनना|निष्कर्ष|परिणाम|चुना|चुनें|चुनेंगे|चुनाव|चयन करता|चयन करूंगा|चुनकर"},
    {"hi", role::copula, "है|होगा|होना चाहिए|होगी|हैं|हो सकता है|यह है|में से"},
    {"hi", role::negative, "हटाया|हटाने|हटाकर|हटा|नहीं|गलत|ग़लत|न|असंभव|अनुचित|मत|ना|उत्तर प्रारूप|उत्तर का प्रारूप|प्रारूप"},
    {"hi", role::no_option, "कोई सही|कोई नहीं|कोई भी नहीं|इनमें से कोई नहीं|इनमें से कोई|कोई भी विकल्प"},
    {"hi", role::joining, "और|या|तथा|एवं"},
    {"hi", role::turn, "क्योंकि|लेकिन|जबकि|परंतु|यदि|अगर|हालांकि|कि|चूंकि"},
    {"hi", role::filler, "है|विकल्प|इसलिए|अतः|अक्षर|होगा|यह|संख्या|तो|का|की|के|के लिए|नंबर"},
    {"hi", role::closing, "है|हैं|होगा|होगी|को|ही"},
    {"hi", role::correcting, "रुकिए|वास्तव में|दरअसल|सुधार|माफ़ कीजिए|माफ कीजिए|क्षमा करें|ठहरिए|संशोधन|गलती हुई"},
    {"hi", role::conclusion, "विलोपन से|निष्कासन विधि से|इसलिए|अतः|इस प्रकार|अतएव|इस कारण|"
                             "दूसरे शब्दों में|यानी|यानि|अर्थात|अर्थात्|संक्षेप में|कुल मिलाकर|लिहाज़ा|लिहाजा"},
    {"hi", role::both, "दोनों|या तो"},
    {"hi", role::naming, "विटामिन|हेपेटाइटिस"},

    {"ur", role::question, "سوال"},
    {"ur", role::speaker, "صارف"},
    {"ur", role::explanation, "وضاحت|تشریح|تجزیہ"},
    {"ur", role::answer, "جواب|حل"},
    {"ur", role::option, "نمبر|آپشن|اختیار|متبادل|انتخاب"},
    {"ur", role::right, "صحیح|درست|مناسب|سب سے مناسب|بہترین|موزوں|سب سے بہتر|ممکنہ|سب سے ممکنہ|ٹھیک|معقول|سب سے معقول|مطابقت|سب سے موزوں|"
                        "موزوں ترین|مناسب ترین|بہتر|منطقی|سب سے درست"},
    {"ur", role::choose, "انتخاب کروں|منتخب|چنتا|چنتے|چنتی|جھکاؤ|چنوں|نتیجہ|انتخاب کرتا|انتخاب کرتی|چنوں گا|چنیں"},
    {"ur", role::copula, "ہے|ہوگا|ہو گا|ہونا چاہیے|ہیں|ہوگی"},
    {"ur", role::negative, "نہیں|غلط|نہ|ناممکن|نامناسب|جواب کی شکل|جواب کا فارمیٹ|شکل"},
    {"ur", role::no_option, "کوئی نہیں|ان میں سے کوئی نہیں|ان میں سے کوئی|کوئی بھی"},
    {"ur", role::joining, "اور|یا"},
    {"ur", role::turn, "کیونکہ|لیکن|جبکہ|مگر|اگر|حالانکہ|کہ"},
    {"ur", role::filler, "ہے|آپشن|اس لیے|لہٰذا|لہذا|حرف|ہوگا|نمبر|یہ|کا|کی|کے"},
    {"ur", role::closing, "ہے|ہیں|ہوگا|ہوگی|کو|ہی"},
    {"ur", role::correcting, "رکیں|دراصل|اصل میں|تصحیح|معاف کیجیے|معذرت|ٹھہریں|درستی|غلطی ہوئی"},
    {"ur", role::conclusion, "اخراج کے طریقے سے|اس لیے|لہٰذا|لہذا|چنانچہ|اس طرح|"
                             "دوسرے الفاظ میں|یعنی|مختصراً|مختصر یہ کہ|الغرض|پس|گویا"},
    {"ur", role::both, "دونوں|یا تو"},
    {"ur", role::naming, "وٹامن|ہیپاٹائٹس"},

    {"ar", role::question, "السؤال|سؤال|السؤال التالي|مسألة"},
    {"ar", role::speaker, "المستخدم"},
    {"ar", role::explanation, "الشرح|التفسير|شرح|التوضيح|تفسير|التعليل|التحليل"},
    {"ar", role::answer, "الجواب|الإجابة|الاجابة|إجابة|جواب|الحل|فالإجابة|فالجواب|والإجابة|إجابتي"},
    {"ar", role::option, "رقم|الخيار|خيار|الخيارات|الاختيار|البديل|الحرف|فالخيار"},
    {"ar", role::right, "الصحيح|الصحيحة|صحيح|صحيحة|الأنسب|الأفضل|الأكثر احتمالا|الأكثر احتمالاً|الأكثر ملاءمة|المناسب|المناسبة|الأصح|الأدق|"
                        "الأقرب|الأكثر منطقية|منطقي|منطقية|ملائم|ملائمة|الملائم|يوافق|يناسب|الأرجح|الأمثل|مناسب|مناسبة|الأكثر صحة|الأكثر دقة"},
    {"ar", role::choose, "أختار|أميل إلى|سأختار|اخترت|نختار|الاستنتاج|النتيجة|أعتقد أنها|الاختيار هو|سأذهب مع|سأجيب|وقع اختياري على"},
    {"ar", role::copula, "هي|هو|تكون|يكون|ستكون|سيكون|"
                         "لا يمكن أن تكون إلا|لا يمكن أن يكون إلا"},
    {"ar", role::negative, "ليس|ليست|فلا|فليس|فليست|فلم|فلن|غير|خاطئ|خاطئة|لا|خطأ|لم|لن|الخاطئة|ليسا|أقل|صيغة|تنسيق"},
    {"ar", role::no_option, "لا شيء|لا يوجد|لا توجد|لا أحد|ليس"},
    {"ar", role::joining, "و|أو|أم"},
    {"ar", role::turn, "لأن|لأنه|لأنها|لكن|ولكن|بينما|حيث|إذا|رغم|بسبب|وذلك"},
    {"ar", role::filler, "لذا|لذلك|إذن|رقم|حرف|هو|هي|بالتالي|النهائية|على الأرجح"},
    {"ar", role::correcting, "في الواقع|انتظر|تصحيح|عفوا|عذرا|عفوًا|عذرًا|معذرة|آسف|لحظة|تصويب|أخطأت|مهلا"},
    {"ar", role::conclusion, "بالاستبعاد|بطريقة الاستبعاد|لذلك|لذا|إذن|بالتالي|وبالتالي|وعليه|ومن ثم|"
                             "إذًا|إذاً|بعبارة أخرى|بكلمات أخرى|باختصار|وهكذا|من هنا|ولذلك|ولهذا|فإذن|أي أن|خلاصة القول"},
    {"ar", role::both, "كلا|كل من|كلاهما|إما|قد تكون"},
    {"ar", role::naming, "فيتامين|التهاب الكبد"},

    {"sw", role::question, "swali|swali linalofuata"},
    {"sw", role::speaker, "mtumiaji"},
    {"sw", role::explanation, "maelezo|ufafanuzi|sababu"},
    {"sw", role::answer, "jibu|majibu|suluhisho"},
    {"sw", role::option, "namba|nambari|chaguo|machaguo|chaguzi|herufi"},
    {"sw", role::right, "sahihi|sahihi zaidi|bora|bora zaidi|linalofaa|linalofaa zaidi|inayofaa|linalowezekana zaidi|linalowezekana|sawa|"
                        "inafaa zaidi|busara|la busara|la busara zaidi|inalingana|linalingana|yenye mantiki|kamili|bora kabisa|halisi"},
    {"sw", role::choose, "nachagua|naelekea|ningeelekea|ninachagua|ningechagua|nimechagua|hitimisho|matokeo|chagua|tunachagua|nitachagua|uamuzi|naona ni|nimeamua"},
    {"sw", role::copula, "ni|ndiyo|ndilo|ndio|litakuwa|itakuwa|lingekuwa|liwe"},
    {"sw", role::negative, "si sahihi|si jibu|si chaguo|si sawa|si linalofaa|si bora|siyo|sio|hapana|hakuna|makosa|haiwezekani|hawezi|haifai|halifai|kosa|muundo"},
    {"sw", role::no_option, "hakuna|hamna"},
    {"sw", role::joining, "na|au|ama"},
    {"sw", role::turn, "kwa sababu|kwani|lakini|ingawa|wakati|kama|maana|ila"},
    {"sw", role::filler, "ni|kwa hiyo|kwa hivyo|hivyo|herufi|basi|la mwisho|namba|nambari"},
    {"sw", role::correcting, "ngoja|kwa kweli|samahani|subiri|marekebisho|nimekosea|hapana ngoja|kumradhi|niwie radhi|nisahihishe"},
    {"sw", role::conclusion, "kwa kuondoa|kwa hiyo|kwa hivyo|hivyo|basi|kwa sababu hiyo|"
                             "kwa maneno mengine|yaani|kwa ufupi|kwa kifupi|hatimaye|ndiyo maana"},
    {"sw", role::both, "zote|zote mbili|zote zinaweza|ama"},
    {"sw", role::naming, "vitamini|kundi"},
};

} // namespace calm::extract::detail
