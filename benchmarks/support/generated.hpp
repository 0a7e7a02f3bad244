// Questions and responses made up for the benchmarks: six languages, the forms in which models answer, always the same.
#pragma once

#include "calm/prompt/form.hpp"
#include "calm/record/question.hpp"
#include "calm/record/response.hpp"
#include "calm/sample/draw_key.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace benchmarks {

/// What sentences of one language are made of; % stands for an option's text.
struct phrases {
    std::string_view lang;
    std::string_view question;
    std::array<std::string_view, 8> options;
    std::array<std::string_view, 5> sentences;
    std::string_view phrase;  ///< announces a key without a marker
    std::string_view both;    ///< joins two keys
};

inline constexpr std::array<phrases, 6> all_phrases{{
    {"en", "A visitor asks where most people of the town meet on a Saturday morning. Where should they go?",
     {"school", "market", "library", "harbour", "office building", "kitchen", "railway station", "garden"},
     {"Most people who are free at that time would look for a place such as the %, since it is open to everybody.",
      "A % is usually closed then, or too small for so many visitors.", "The question asks about a habit, not about what is possible in principle.",
      "Compared with the other options, the % fits the description best.", "Of the places listed, only a few are open in the morning, and the % is one of them."},
     "The correct answer is ", " and "},
    {"zh", "一位游客问，星期六早上镇上大多数人在哪里见面。应该去哪里？",
     {"学校", "市场", "图书馆", "港口", "办公楼", "厨房", "火车站", "花园"},
     {"那个时间有空的人大多会去%这样的地方，因为那里对所有人开放。", "%通常那时不开门，或者容纳不下这么多人。", "题目问的是习惯，而不是理论上的可能性。",
      "与其他选项相比，%最符合描述。", "在列出的地点中，早上开放的只有少数，%是其中之一。"},
     "正确答案是", "和"},
    {"fr", "Un visiteur demande où la plupart des habitants se retrouvent le samedi matin. Où doit-il aller ?",
     {"l'école", "le marché", "la bibliothèque", "le port", "l'immeuble de bureaux", "la cuisine", "la gare", "le jardin"},
     {"La plupart des gens libres à cette heure iraient dans un lieu comme %, qui est ouvert à tout le monde.",
      "En général, % ferme à ce moment-là ou reste trop petit pour autant de visiteurs.", "La question porte sur une habitude et non sur ce qui est possible en théorie.",
      "Comparé aux autres options, % correspond le mieux à la description.", "Parmi les lieux cités, peu sont ouverts le matin, et % en fait partie."},
     "La réponse correcte est ", " et "},
    {"de", "Ein Besucher fragt, wo sich die meisten Leute der Stadt am Samstagmorgen treffen. Wohin sollte er gehen?",
     {"Schule", "Markt", "Bibliothek", "Hafen", "Bürogebäude", "Küche", "Bahnhof", "Garten"},
     {"Die meisten, die dann Zeit haben, suchen einen Ort wie %, weil er allen offen steht.", "Für so viele Besucher ist % zu klein oder zu dieser Zeit geschlossen.",
      "Die Frage zielt auf eine Gewohnheit und nicht darauf, was grundsätzlich möglich wäre.", "Verglichen mit den übrigen Möglichkeiten passt % am besten zur Beschreibung.",
      "Von den genannten Orten sind morgens nur wenige geöffnet, und % gehört dazu."},
     "Die richtige Antwort ist ", " und "},
    {"it", "Un visitatore chiede dove si incontra la maggior parte degli abitanti il sabato mattina. Dove dovrebbe andare?",
     {"la scuola", "il mercato", "la biblioteca", "il porto", "il palazzo degli uffici", "la cucina", "la stazione", "il giardino"},
     {"Chi è libero a quell'ora cercherebbe un luogo come %, perché è aperto a tutti.", "Di solito % è chiuso in quel momento, o troppo piccolo per tanti visitatori.",
      "La domanda riguarda un'abitudine e non ciò che sarebbe possibile in teoria.", "Rispetto alle altre opzioni, % corrisponde meglio alla descrizione.",
      "Tra i luoghi elencati, pochi sono aperti al mattino, e % è uno di questi."},
     "La risposta corretta è ", " e "},
    {"ja", "旅行者が、土曜日の朝に町のほとんどの人が集まる場所を尋ねています。どこに行くべきでしょうか？",
     {"学校", "市場", "図書館", "港", "オフィスビル", "台所", "駅", "庭園"},
     {"その時間に空いている人の多くは、誰でも入れる%のような場所へ行くと考えられます。", "%はその時間には閉まっているか、大勢の訪問者には小さすぎます。",
      "この質問は習慣について尋ねており、理論上可能かどうかではありません。", "他の選択肢と比べると、%が最も説明に合っています。", "挙げられた場所のうち朝に開いているものは少なく、%はその一つです。"},
     "正解は", "と"},
}};

inline constexpr std::size_t option_count = 5;

/// Which of the eight option texts a question offers first.
inline std::size_t first_option(std::size_t index) { return calm::detail::mix64(index) % 8; }
inline std::size_t gold_option(std::size_t index) { return calm::detail::mix64(index + 77) % option_count; }

inline std::string_view option_text(const phrases& in, std::size_t index, std::size_t option) { return in.options[(first_option(index) + option) % 8]; }

/// Question `index` in the first `languages` languages.
inline calm::question made_question(std::size_t index, std::size_t languages = all_phrases.size()) {
    calm::question made{.id = std::to_string(index), .index = index, .gold = calm::answer_key(static_cast<char>('A' + gold_option(index)))};
    for (std::size_t l = 0; l < languages; ++l) {
        const auto& in = all_phrases[l];
        calm::localized_question text{.lang = in.lang};
        text.instruction = calm::prompt::form_of(text.lang).instruction;
        text.stem = text.input = in.question;
        for (std::size_t o = 0; o < option_count; ++o) {
            const char key = static_cast<char>('A' + o);
            text.options.push_back({calm::answer_key(key), std::string(option_text(in, index, o))});
            text.input += '\n' + std::string(1, key) + ". " + text.options.back().text;
        }
        made.texts.push_back(std::move(text));
    }
    return made;
}

/// A response of about 70 bytes times `sentences`, in one of eight forms. 11 of 16 argue for the gold option, the rest for any;
/// 1 of 16 names two keys, and 1 of 16 stops before its answer.
inline std::string made_response(std::size_t index, std::size_t language, std::uint32_t sample, std::size_t sentences = 2) {
    const auto& in = all_phrases[language];
    const auto& form = calm::prompt::form_of(in.lang);
    const auto bits = calm::detail::mix64(index * 1000 + language * 100 + sample);
    const std::size_t option = bits % 16 < 11 ? gold_option(index) : (bits >> 8) % option_count;
    const auto words = option_text(in, index, option);
    const char key = static_cast<char>('A' + option);

    std::string why;
    for (std::size_t i = 0; i < sentences; ++i) {
        const auto sentence = in.sentences[(bits >> (16 + 4 * i)) % in.sentences.size()];
        const auto gap = sentence.find('%');
        why += sentence.substr(0, gap);
        if (gap != sentence.npos) why.append(words).append(sentence.substr(gap + 1));
        if (i + 1 < sentences && static_cast<unsigned char>(why.back()) < 0x80) why += ' ';
    }
    const std::string explanation(form.explanation), answer(form.answer), keyed = std::string(1, key) + ". " + std::string(words);
    switch ((bits >> 48) % 16) {
    case 0: case 1: case 2: case 3: return explanation + " " + why + "\n" + answer + keyed;
    case 4: case 5: case 6: return explanation + "\n" + why + "\n\n" + answer + " " + keyed;
    case 7: case 8: case 9: return explanation + why + "\n\n" + answer + std::string(1, key);
    case 10: case 11: return "**" + explanation + "** " + why + "\n\n**" + answer + "** (" + std::string(1, key) + ") " + std::string(words);
    case 12: return why + "\n\n" + std::string(in.phrase) + keyed;
    case 13: return answer + " <" + std::string(1, key) + ">\n" + explanation + " " + why;
    case 14: return explanation + " " + why + "\n" + answer + " " + std::string(1, key) + std::string(in.both) + std::string(1, key == 'A' ? 'B' : 'A');
    default: return explanation + " " + why;
    }
}

/// Question `index` with `samples` responses a language.
inline calm::sampled_question made_sampled(std::size_t index, std::uint32_t samples = 3, std::size_t languages = all_phrases.size()) {
    calm::sampled_question made{std::make_shared<const calm::question>(made_question(index, languages)), {}};
    for (std::size_t l = 0; l < languages; ++l)
        for (std::uint32_t s = 0; s < samples; ++s) made.responses.push_back({.lang = all_phrases[l].lang, .sample = s, .text = made_response(index, l, s)});
    return made;
}

inline std::vector<calm::sampled_question> made_samples(std::size_t questions, std::uint32_t samples = 3, std::size_t languages = all_phrases.size()) {
    std::vector<calm::sampled_question> made;
    for (std::size_t i = 0; i < questions; ++i) made.push_back(made_sampled(i, samples, languages));
    return made;
}

} // namespace benchmarks
