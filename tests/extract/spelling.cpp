// Spellings of an option's text that a reader takes for the same.
#include "extract/readings.hpp"

#include <vector>

using calm_test::ask, calm_test::check;

TEST_CASE("line breaks, thousands, units, powers, quotation marks and dashes don't make another text", "[extract]") {
    check(ask("en", "How large is it?", {"5,000 km²", "the dog's bone", "\"Hello\" – she said", "10 °C", "30 %"}), {
        {"Answer: 5000 km2", "A", "marker/text"},
        {"Answer: 5,000 km^2", "A", "marker/text"},
        {"Answer: 5 000 km²", "A", "marker/text"},
        {"Answer: 50000 km²", ""},
        {"Answer: the dog’s bone", "B", "marker/text"},
        {"Answer: “Hello” — she said", "C", "marker/text"},
        {"Answer: 10°C", "D", "marker/text"},
        {"Answer: 30%", "E", "marker/text"},
        {"It is 25°C there.", ""},
        {"It is 25 °C", ""},
        {"x^C", ""},
        {"It has 7 m^2.", ""},
    });
    check(ask("es", "¿Qué se observa?", {"Isómeros confor- macionales.", "una doble  hélice", "un grupo tiol"}), {
        {"Respuesta: isómeros conformacionales", "A", "marker/text"},
        {"Respuesta: isómeros confor-macionales", "A", "marker/text"},
        {"Respuesta: una doble hélice", "B", "marker/text"},
        {"Respuesta: un  grupo  tiol", "C", "marker/text"},
    });
    check(ask("en", "Which number?", {"1000", "10.5", "3-4"}), {{"Answer: 1,000", "A"}, {"Answer: 1.000", "A"}, {"Answer: 105", ""}, {"Answer: 3–4", "C"}});
}

TEST_CASE("a sign may be written as HTML does, and a letter in a name is no key", "[extract]") {
    check(ask("en", "Which root beer?", {"Barq’s", "A&amp;W", "Mug &lt;3", "say \"yes\""}), {
        {"B. A&W", "B"},
        {"Answer: A&W", "B", "marker/text"},
        {"Answer: Mug <3", "C", "marker/text"},
        {"Answer: say &quot;yes&quot;", "D", "marker/text"},
    });
    check(ask("en", "Which root beer?", {"Barq's", "A&W", "Mug"}), {{"Answer: Barq&#39;s", "A", "marker/text"}, {"Answer: A&amp;W", "B", "marker/text"}});
    check(ask("en", "Who wrote it?", {"Mark Twain", "John Steinbeck", "Kurt Vonnegut", "None of them"}), {{"J.D. Salinger", ""}, {"It was J.D. Salinger.", ""}});
}

TEST_CASE("nothing in front of a text is looked at", "[extract]") {   // an address sanitizer sees it
    const std::vector<char> given{'2', '0', '0', '0'};
    const calm::extract::detail::option_text wanted("\xcc\x81^000");   // begins with an accent, which may be missing
    CHECK(wanted.match({given.data(), given.size()}, 0, given.size()) == calm::extract::detail::no_match);
}

TEST_CASE("letters that a language writes in two ways are the same, in each language that has them", "[extract]") {
    check(ask("de", "Wo?", {"auf der Straße", "in der Küche", "im Gärten"}), {
        {"Antwort: auf der Strasse", "A"},
        {"Antwort: in der Kueche", "B"},
        {"Antwort: IN DER KÜCHE", "B"},
        {"Antwort: im Gaerten", "C"},
    });
    check(ask("de", "Wo?", {"auf der Strasse", "im Haus"}), {{"Antwort: auf der Straße", "A"}});
    check(ask("ru", "Где?", {"на ёлке", "в лесу"}), {{"Ответ: на елке", "A"}});
    check(ask("hi", "कौन?", {"हिन्दी", "अंग्रेज़ी", "सम्बन्ध"}), {{"उत्तर: हिंदी", "A"}, {"उत्तर: अंग्रेजी", "B"}, {"उत्तर: संबंध", "C"}});
    check(ask("hi", "कौन?", {"हिंदी", "उर्दू"}), {{"उत्तर: हिन्दी", "A"}});
    check(ask("ja", "どこ？", {"コンピュータ", "テレビ", "エレベーター"}), {{"答え：コンピューター", "A"}, {"答え：エレベータ", "C"}});
}

TEST_CASE("a text that stands there as it is written goes before one in another spelling", "[extract]") {
    check(ask("en", "Which number?", {"1.125", "11.25", "1125", "12", "123"}), {
        {"Answer: 1125", "C", "marker/text"}, {"Answer: 1.125", "A", "marker/text"}, {"It is 1125.", "C"}, {"Answer: 1 23", ""},
    });
    check(ask("en", "Which power?", {"2^5", "25", "10²", "102", "3x^2"}), {
        {"Answer: 25", "B", "marker/text"}, {"Answer: 2^5", "A", "marker/text"}, {"Answer: 102", "D", "marker/text"}, {"Answer: 10^2", "C", "marker/text"}, {"Answer: 3x²", "E", "marker/text"},
    });
    check(ask("en", "Which power?", {"2^6", "10²"}), {{"Answer: 26", ""}, {"Answer: 102", ""}, {"Answer: 26 parts", ""}});
    check(ask("de", "Was?", {"die Buße", "die Busse"}), {{"Antwort: die Busse", "B", "marker/text"}, {"Antwort: die Buße", "A", "marker/text"}});
    check(ask("hi", "कौन?", {"संत", "सन्त"}), {{"उत्तर: सन्त", "B", "marker/text"}, {"उत्तर: संत", "A", "marker/text"}});
}

TEST_CASE("behind an answer marker an option counts in any form of its words", "[extract]") {
    const auto asked = ask("en", "What would weigh most on the Moon?", {"a feather", "a brick", "a cannonball", "a leaf"});
    check(asked, {{"Answer: cannonballs", "C", "marker/text"}, {"Answer: not cannonballs", ""}, {"Answer: cannonballs and bricks", ""}, {"Answer: fridges", ""},
                  {"Answer: heavier than bricks", ""}, {"Answer: all but feathers", ""}, {"Answer: bricks are light", ""}, {"Answer: what is left of bricks when all of them have been used", ""}});
    check(ask("es", "¿Cuál vive en el mar?", {"la foca", "el gato"}), {{"Respuesta: el foco", ""}});
}
