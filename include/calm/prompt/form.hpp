// The form of an answer in each language: the instruction, and the words that mark question, explanation and answer.
#pragma once

#include "calm/record/language.hpp"

#include <array>
#include <span>
#include <string_view>

namespace calm::prompt {

/// How questions are asked and answered in one language.
struct answer_form {
    std::string_view lang;            ///< primary language subtag
    std::string_view question;        ///< "Question:"
    std::string_view explanation;     ///< "Explanation:"
    std::string_view answer;          ///< "Answer:"
    std::string_view instruction;     ///< what the model is told, ending in the output format
};

/// The forms, one for each language of X-CSQA. en and zh are the instructions of the released CALM preference files; the other
/// languages say the same. The markers of en, zh, fr, de, it and ja are those of the CALM paper.
inline constexpr std::array<answer_form, 16> forms{{
    {"en", "Question:", "Explanation:", "Answer:",
     "Think step by step to choose the option you think is the most correct. Limit the explanations to three sentences or less and keep "
     "them concise.\nOutput format:\nExplanation:<your explanation>\nAnswer:<correct option>"},
    {"zh", "问题:", "解释:", "答案:",
     "逐步思考选出你认为最正确的选项。解释控制在三句话以内并保持简洁。\n输出格式：\n解释:<你的解释>\n答案:<正确选项>"},
    {"fr", "Question:", "Explication:", "Réponse:",
     "Réfléchissez étape par étape pour choisir l'option que vous pensez être la plus correcte. Limitez les explications à trois phrases "
     "au maximum et restez concis.\nFormat de sortie:\nExplication:<votre explication>\nRéponse:<option correcte>"},
    {"de", "Frage:", "Erklärung:", "Antwort:",
     "Denken Sie Schritt für Schritt nach und wählen Sie die Option, die Sie für die richtigste halten. Beschränken Sie die Erklärung auf "
     "höchstens drei Sätze und fassen Sie sich kurz.\nAusgabeformat:\nErklärung:<Ihre Erklärung>\nAntwort:<richtige Option>"},
    {"it", "Domanda:", "Spiegazione:", "Risposta:",
     "Ragiona passo dopo passo per scegliere l'opzione che ritieni più corretta. Limita le spiegazioni a tre frasi al massimo e mantienile "
     "concise.\nFormato di output:\nSpiegazione:<la tua spiegazione>\nRisposta:<opzione corretta>"},
    {"ja", "質問:", "説明:", "答え:",
     "段階的に考えて、最も正しいと思う選択肢を選んでください。説明は3文以内で簡潔にしてください。\n出力形式:\n説明:<あなたの説明>\n答え:<正しい選択肢>"},
    {"sw", "Swali:", "Maelezo:", "Jibu:",
     "Fikiria hatua kwa hatua ili kuchagua chaguo unaloona kuwa sahihi zaidi. Maelezo yasizidi sentensi tatu na yawe mafupi.\nMuundo wa "
     "jibu:\nMaelezo:<maelezo yako>\nJibu:<chaguo sahihi>"},
    {"hi", "प्रश्न:", "व्याख्या:", "उत्तर:",
     "चरण दर चरण सोचकर वह विकल्प चुनें जो आपको सबसे सही लगता है। व्याख्या तीन वाक्यों तक सीमित और संक्षिप्त रखें।\nआउटपुट "
     "प्रारूप:\nव्याख्या:<आपकी व्याख्या>\nउत्तर:<सही विकल्प>"},
    {"es", "Pregunta:", "Explicación:", "Respuesta:",
     "Piensa paso a paso para elegir la opción que consideres más correcta. Limita las explicaciones a tres oraciones como máximo y sé "
     "conciso.\nFormato de salida:\nExplicación:<tu explicación>\nRespuesta:<opción correcta>"},
    {"nl", "Vraag:", "Uitleg:", "Antwoord:",
     "Denk stap voor stap na om de optie te kiezen die volgens jou het meest juist is. Beperk de uitleg tot hoogstens drie zinnen en houd het "
     "kort.\nUitvoerformaat:\nUitleg:<jouw uitleg>\nAntwoord:<juiste optie>"},
    {"pl", "Pytanie:", "Wyjaśnienie:", "Odpowiedź:",
     "Pomyśl krok po kroku i wybierz opcję, którą uważasz za najbardziej poprawną. Ogranicz wyjaśnienie do najwyżej trzech zdań i zachowaj "
     "zwięzłość.\nFormat odpowiedzi:\nWyjaśnienie:<twoje wyjaśnienie>\nOdpowiedź:<poprawna opcja>"},
    {"pt", "Pergunta:", "Explicação:", "Resposta:",
     "Pense passo a passo para escolher a opção que você considera mais correta. Limite as explicações a três frases no máximo e seja "
     "conciso.\nFormato de saída:\nExplicação:<sua explicação>\nResposta:<opção correta>"},
    {"ru", "Вопрос:", "Объяснение:", "Ответ:",
     "Рассуждайте шаг за шагом и выберите вариант, который считаете наиболее правильным. Ограничьте объяснение тремя предложениями и будьте "
     "кратки.\nФормат ответа:\nОбъяснение:<ваше объяснение>\nОтвет:<правильный вариант>"},
    {"ar", "السؤال:", "الشرح:", "الإجابة:",
     "فكّر خطوة بخطوة لاختيار الخيار الذي تراه الأصح. اقتصر في الشرح على ثلاث جمل أو أقل واجعله موجزًا.\nصيغة الإجابة:\n"
     "الشرح:<شرحك>\nالإجابة:<الخيار الصحيح>"},
    {"vi", "Câu hỏi:", "Giải thích:", "Đáp án:",
     "Hãy suy nghĩ từng bước để chọn phương án mà bạn cho là đúng nhất. Giới hạn phần giải thích trong tối đa ba câu và viết ngắn gọn.\n"
     "Định dạng đầu ra:\nGiải thích:<giải thích của bạn>\nĐáp án:<phương án đúng>"},
    {"ur", "سوال:", "وضاحت:", "جواب:",
     "مرحلہ وار سوچ کر وہ آپشن منتخب کریں جو آپ کو سب سے زیادہ درست لگے۔ وضاحت تین جملوں یا اس سے کم تک محدود اور مختصر رکھیں۔\n"
     "جواب کی شکل:\nوضاحت:<آپ کی وضاحت>\nجواب:<درست آپشن>"},
}};

/// The form of a language, by its primary subtag; the English one for a language that has none. O(number of forms).
[[nodiscard]] constexpr const answer_form& form_of(const language& lang) {
    const auto primary = lang.view().substr(0, lang.view().find('-'));
    for (const auto& form : forms)
        if (form.lang == primary) return form;
    return forms.front();
}

} // namespace calm::prompt
