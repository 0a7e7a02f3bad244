// Answers that a response asserts without announcing them: rule "assertion" of the corrected extractor.
#include "calm/extract/corrected.hpp"

#include "catch.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace {

struct expected {
    std::string_view text, key, rule;   // an empty rule: any
};

/// A question with the options A, B, ...
calm::localized_question ask(std::string_view lang, std::string_view stem, std::initializer_list<std::string_view> options) {
    calm::localized_question asked{calm::language(lang), "", "", std::string(stem), {}};
    for (const std::string_view text : options) asked.options.push_back({calm::answer_key(static_cast<char>('A' + asked.options.size())), std::string(text)});
    return asked;
}

void check(const calm::localized_question& asked, std::initializer_list<expected> all, calm::finish_reason finish = calm::finish_reason::stop) {
    for (const auto& e : all) {
        const calm::answer got = calm::extract::corrected{}(asked, {asked.lang, 0, std::string(e.text), finish});
        CAPTURE(std::string(e.text), got.rule);
        CHECK((got.key ? got.key->str() : "") == e.key);
        if (!e.rule.empty()) CHECK(got.rule == e.rule);
    }
}

} // namespace

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
