// The words that mark the parts of a response, language by language: question, explanation, answer.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace calm::extract {

/// What follows a marker.
enum class marker_kind : std::uint8_t {
    question,      ///< "Question:", "Frage:": at a line's start behind an answer, the response goes on with another question
    explanation,   ///< "Explanation:", "Erläuterung:"
    answer,        ///< "Answer:", "正解：", "the correct answer is"
    rejected,      ///< "Incorrect answer:": what follows is not the answer
};

/// One word or phrase. Matching ignores case and takes any white space for a blank.
struct marker {
    std::string_view lang;   ///< primary language subtag; for the reader of the table, matching does not look at it
    marker_kind kind;
    std::string_view text;   ///< in small letters, without colon
    bool phrase = false;     ///< a whole phrase, which needs no colon: "the answer is"
};

namespace detail {
inline constexpr auto q_ = marker_kind::question;
inline constexpr auto e_ = marker_kind::explanation;
inline constexpr auto a_ = marker_kind::answer;
inline constexpr auto r_ = marker_kind::rejected;
} // namespace detail

/// All markers. A longer one may end in a shorter one ("正确答案" in "答案"): only what is needed to find the end of the
/// marker is listed. Responses drift between languages, so every response is read with all of them.
inline constexpr auto markers = std::to_array<marker>({
    {"en", detail::q_, "question"}, {"en", detail::e_, "explanation"}, {"en", detail::e_, "reasoning"}, {"en", detail::e_, "rationale"},
    {"en", detail::a_, "answer"}, {"en", detail::a_, "ans"}, {"en", detail::a_, "solution"}, {"en", detail::a_, "correct option"},
    {"en", detail::a_, "correct choice"}, {"en", detail::a_, "final choice"}, {"en", detail::a_, "answer among the options"},
    {"en", detail::a_, "answer from the options"}, {"en", detail::a_, "answer among the given options"},
    {"en", detail::a_, "answer is", true}, {"en", detail::a_, "answer would be", true}, {"en", detail::a_, "answer should be", true},
    {"en", detail::a_, "answer must be", true}, {"en", detail::a_, "correct option is", true},
    {"en", detail::a_, "correct choice is", true},
    {"en", detail::a_, "best option is", true}, {"en", detail::a_, "best choice is", true}, {"en", detail::a_, "i choose", true},
    {"en", detail::a_, "i would choose", true},
    {"en", detail::r_, "incorrect answer"}, {"en", detail::r_, "wrong answer"},

    {"zh", detail::q_, "问题"}, {"zh", detail::q_, "問題"}, {"zh", detail::q_, "题目"}, {"zh", detail::e_, "解释"}, {"zh", detail::e_, "解釋"},
    {"zh", detail::e_, "分析"}, {"zh", detail::e_, "解析"}, {"zh", detail::e_, "理由"}, {"zh", detail::e_, "说明"}, {"zh", detail::e_, "推理"},
    {"zh", detail::a_, "答案"}, {"zh", detail::a_, "回答"}, {"zh", detail::a_, "答"}, {"zh", detail::a_, "正确选项"}, {"zh", detail::a_, "正確選項"},
    {"zh", detail::a_, "选择"}, {"zh", detail::a_, "答案是", true}, {"zh", detail::a_, "答案为", true}, {"zh", detail::a_, "答案應為", true},
    {"zh", detail::a_, "答案应该是", true}, {"zh", detail::a_, "答案应为", true}, {"zh", detail::a_, "正确选项是", true},
    {"zh", detail::a_, "正确选项为", true}, {"zh", detail::a_, "正确的选项是", true}, {"zh", detail::a_, "应选", true}, {"zh", detail::a_, "故选", true},
    {"zh", detail::a_, "因此选择", true}, {"zh", detail::a_, "所以选择", true},
    {"zh", detail::r_, "错误答案"},

    {"fr", detail::q_, "question"}, {"fr", detail::e_, "explication"}, {"fr", detail::e_, "raisonnement"},
    {"fr", detail::e_, "justification"},
    {"fr", detail::a_, "réponse"}, {"fr", detail::a_, "reponse"}, {"fr", detail::a_, "option correcte"}, {"fr", detail::a_, "bon choix"},
    {"fr", detail::a_, "réponse est", true}, {"fr", detail::a_, "réponse correcte est", true}, {"fr", detail::a_, "réponse serait", true},
    {"fr", detail::a_, "option correcte est", true}, {"fr", detail::a_, "réponse correcte"}, {"fr", detail::a_, "réponse finale"},
    {"fr", detail::a_, "réponse la plus appropriée est", true}, {"fr", detail::r_, "mauvaise réponse"},
    {"fr", detail::r_, "réponse incorrecte"},

    {"de", detail::q_, "frage"}, {"de", detail::e_, "erklärung"}, {"de", detail::e_, "erläuterung"}, {"de", detail::e_, "begründung"},
    {"de", detail::a_, "antwort"}, {"de", detail::a_, "lösung"}, {"de", detail::a_, "richtige option"},
    {"de", detail::a_, "antwort ist", true}, {"de", detail::a_, "antwort lautet", true}, {"de", detail::a_, "antwort wäre", true},
    {"de", detail::a_, "antwort ist also", true}, {"de", detail::a_, "richtige option ist", true}, {"de", detail::a_, "lösung ist", true},
    {"de", detail::a_, "lösung lautet", true}, {"de", detail::r_, "falsche antwort"},

    {"it", detail::q_, "domanda"}, {"it", detail::e_, "spiegazione"}, {"it", detail::e_, "ragionamento"}, {"it", detail::e_, "motivazione"},
    {"it", detail::a_, "risposta"}, {"it", detail::a_, "soluzione"}, {"it", detail::a_, "risposta corretta"},
    {"it", detail::a_, "opzione corretta"},
    {"it", detail::a_, "risposta è", true}, {"it", detail::a_, "risposta corretta è", true}, {"it", detail::a_, "risposta giusta è", true},
    {"it", detail::a_, "opzione corretta è", true}, {"it", detail::a_, "risposta sarebbe", true}, {"it", detail::a_, "risposta finale"},
    {"it", detail::r_, "risposta errata"}, {"it", detail::r_, "risposta sbagliata"},

    {"ja", detail::q_, "質問"}, {"ja", detail::q_, "設問"}, {"ja", detail::e_, "説明"}, {"ja", detail::e_, "解説"}, {"ja", detail::e_, "根拠"},
    {"ja", detail::a_, "答え"}, {"ja", detail::a_, "答"}, {"ja", detail::a_, "解答"}, {"ja", detail::a_, "正解"}, {"ja", detail::a_, "選択"},
    {"ja", detail::a_, "正しい選択肢"}, {"ja", detail::a_, "答えは", true}, {"ja", detail::a_, "正解は", true}, {"ja", detail::a_, "回答は", true},
    {"ja", detail::a_, "解答は", true}, {"ja", detail::a_, "正しい選択肢は", true}, {"ja", detail::r_, "不正解"}, {"ja", detail::r_, "誤答"},

    {"es", detail::q_, "pregunta"}, {"es", detail::e_, "explicación"}, {"es", detail::e_, "razonamiento"},
    {"es", detail::e_, "justificación"},
    {"es", detail::a_, "respuesta"}, {"es", detail::a_, "respuesta correcta"}, {"es", detail::a_, "opción correcta"},
    {"es", detail::a_, "solución"},
    {"es", detail::a_, "respuesta es", true}, {"es", detail::a_, "respuesta correcta es", true},
    {"es", detail::a_, "opción correcta es", true},
    {"es", detail::a_, "respuesta sería", true}, {"es", detail::r_, "respuesta incorrecta"},

    {"pt", detail::q_, "pergunta"}, {"pt", detail::q_, "questão"}, {"pt", detail::e_, "explicação"}, {"pt", detail::e_, "raciocínio"},
    {"pt", detail::e_, "justificativa"}, {"pt", detail::a_, "resposta"}, {"pt", detail::a_, "resposta correta"},
    {"pt", detail::a_, "opção correta"},
    {"pt", detail::a_, "alternativa correta"}, {"pt", detail::a_, "resposta é", true}, {"pt", detail::a_, "resposta correta é", true},
    {"pt", detail::a_, "opção correta é", true}, {"pt", detail::a_, "alternativa correta é", true},
    {"pt", detail::r_, "resposta incorreta"},

    {"nl", detail::q_, "vraag"}, {"nl", detail::e_, "uitleg"}, {"nl", detail::e_, "verklaring"}, {"nl", detail::e_, "toelichting"},
    {"nl", detail::a_, "antwoord"}, {"nl", detail::a_, "juiste optie"}, {"nl", detail::a_, "antwoord is", true},
    {"nl", detail::a_, "antwoord luidt", true}, {"nl", detail::a_, "juiste optie is", true}, {"nl", detail::r_, "fout antwoord"},

    {"pl", detail::q_, "pytanie"}, {"pl", detail::e_, "wyjaśnienie"}, {"pl", detail::e_, "uzasadnienie"}, {"pl", detail::a_, "odpowiedź"},
    {"pl", detail::a_, "odpowiedz"}, {"pl", detail::a_, "rozwiązanie"}, {"pl", detail::a_, "odpowiedź to", true},
    {"pl", detail::a_, "odpowiedzią jest", true}, {"pl", detail::a_, "prawidłowa odpowiedź"}, {"pl", detail::r_, "błędna odpowiedź"},

    {"ru", detail::q_, "вопрос"}, {"ru", detail::e_, "объяснение"}, {"ru", detail::e_, "пояснение"}, {"ru", detail::e_, "обоснование"},
    {"ru", detail::a_, "ответ"}, {"ru", detail::a_, "решение"}, {"ru", detail::a_, "правильный вариант"},
    {"ru", detail::a_, "правильный ответ", true},
    {"ru", detail::a_, "ответом является", true}, {"ru", detail::a_, "правильным ответом будет", true},
    {"ru", detail::r_, "неправильный ответ"},
    {"ru", detail::r_, "неверный ответ"},

    {"ar", detail::q_, "السؤال"}, {"ar", detail::q_, "سؤال"}, {"ar", detail::e_, "الشرح"}, {"ar", detail::e_, "التفسير"},
    {"ar", detail::e_, "شرح"},
    {"ar", detail::e_, "التوضيح"}, {"ar", detail::a_, "الجواب"}, {"ar", detail::a_, "الإجابة"}, {"ar", detail::a_, "الاجابة"},
    {"ar", detail::a_, "إجابة"},
    {"ar", detail::a_, "الإجابة الصحيحة"}, {"ar", detail::a_, "الجواب الصحيح"}, {"ar", detail::a_, "الإجابة هي", true},
    {"ar", detail::a_, "الإجابة الصحيحة هي", true}, {"ar", detail::a_, "الجواب هو", true}, {"ar", detail::a_, "الجواب الصحيح هو", true},

    {"vi", detail::q_, "câu hỏi"}, {"vi", detail::e_, "giải thích"}, {"vi", detail::e_, "lý do"}, {"vi", detail::a_, "trả lời"},
    {"vi", detail::a_, "đáp án"}, {"vi", detail::a_, "câu trả lời"}, {"vi", detail::a_, "đáp án đúng"},
    {"vi", detail::a_, "đáp án là", true},
    {"vi", detail::a_, "đáp án đúng là", true}, {"vi", detail::a_, "câu trả lời đúng là", true}, {"vi", detail::a_, "câu trả lời là", true},

    {"hi", detail::q_, "प्रश्न"}, {"hi", detail::e_, "व्याख्या"}, {"hi", detail::e_, "स्पष्टीकरण"}, {"hi", detail::a_, "उत्तर"},
    {"hi", detail::a_, "जवाब"}, {"hi", detail::a_, "सही विकल्प"}, {"hi", detail::a_, "उत्तर है", true},
    {"hi", detail::a_, "सही उत्तर", true},

    {"sw", detail::q_, "swali"}, {"sw", detail::e_, "maelezo"}, {"sw", detail::e_, "ufafanuzi"}, {"sw", detail::a_, "jibu"},
    {"sw", detail::a_, "jibu sahihi"}, {"sw", detail::a_, "jibu ni", true}, {"sw", detail::a_, "jibu sahihi ni", true},

    {"ur", detail::q_, "سوال"}, {"ur", detail::e_, "وضاحت"}, {"ur", detail::e_, "تشریح"}, {"ur", detail::a_, "جواب"},
    {"ur", detail::a_, "درست جواب"}, {"ur", detail::a_, "صحیح جواب"}, {"ur", detail::a_, "درست جواب ہے", true},
});

} // namespace calm::extract
