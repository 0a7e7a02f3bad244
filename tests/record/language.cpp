#include "calm/record/language.hpp"

#include "archetypes/thrown.hpp"
#include "catch.hpp"

#include <set>
#include <string>
#include <unordered_set>

using calm::language;

TEST_CASE("a language tag is kept as BCP 47 writes it") {
    CHECK(language("en").view() == "en");
    CHECK(language("EN").view() == "en");
    CHECK(language("pt_br").view() == "pt-BR");
    CHECK(language("PT-BR") == language("pt-br"));
    CHECK(language("ZH-hant-tw").view() == "zh-Hant-TW");
    CHECK(language("sl-rozaj").view() == "sl-rozaj");
    CHECK(language("es-419").view() == "es-419");
    CHECK(language("yue").view() == "yue");
    CHECK(to_string(language("de")) == "de");
    CHECK(language(std::string("fr")) == "fr");
}

TEST_CASE("the released cn is Chinese") {
    CHECK(language("cn") == language("zh"));
    CHECK(language("CN").view() == "zh");
    CHECK(language("cn_Hans").view() == "zh-Hans");
    CHECK(language("cnr").view() == "cnr");  // Montenegrin
    CHECK(language("zh-CN").view() == "zh-CN");
}

TEST_CASE("what is no language tag is refused") {
    for (const auto* tag : {"", "e", "english", "en-", "-en", "e1", "en us", "en--US", "12", "zh-Hant-TW-x-long", "日本", "en-ninechars"}) {
        CAPTURE(tag);
        CHECK(archetypes::thrown([&] { return language(std::string_view(tag)); }) == calm::error_id::invalid_language);
    }
    CHECK(archetypes::message([] { return language("english"); }) == "CALM-E102 invalid-language: \"english\" is not a language tag; write it as en, zh, pt-BR");
}

TEST_CASE("language tags are ordered, hashed and constant expressions") {
    static_assert(language("zh-Hant").primary() == language("zh"));
    static_assert(language().empty() && language().primary().empty());
    static_assert(language("de") < language("en"));
    CHECK(std::set<language>{"fr", "de", "cn", "zh"}.size() == 3);
    CHECK(std::unordered_set<language>{"cn", "zh"}.size() == 1);
}
