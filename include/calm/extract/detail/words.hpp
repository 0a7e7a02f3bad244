// The words inside an answer line, language by language: what may stand before a key, between keys, and against one.
#pragma once

#include "calm/extract/detail/word_index.hpp"

#include <array>
#include <string_view>

namespace calm::extract::detail {

/// May stand between the marker and the key: "Answer: Option B", "Antwort: Die richtige Antwort ist B".
inline constexpr word_list filler_words{std::to_array<std::string_view>({
    // en
    "option", "choice", "letter", "the", "is", "it is", "it's", "likely", "probably", "the correct option is", "the correct answer is",
    "the correct choice is", "the answer is", "the best answer is", "would be", "final answer", "correct answer",
    // zh
    "选项", "選項", "选择", "選擇", "选", "是", "为", "應為", "应为", "应该是", "正确答案是", "正确选项是", "答案是",
    // de
    "die option", "buchstabe", "die richtige antwort ist", "die antwort ist", "antwort", "richtig ist", "die richtige option ist",
    // fr
    "l'option", "lettre", "la lettre", "la réponse correcte est", "la bonne réponse est", "la réponse est", "le choix", "c'est", "choix",
    // es, pt
    "opción", "la opción", "letra", "la respuesta correcta es", "la respuesta es", "opção", "a opção", "alternativa",
    "a resposta correta é",
    "a resposta é",
    // it
    "opzione", "l'opzione", "lettera", "la lettera", "la risposta corretta è", "la risposta è", "l'opzione corretta è",
    // ja
    "選択肢", "オプション", "選択", "正解は", "答えは",
    // nl, pl, ru
    "optie", "het juiste antwoord is", "opcja", "odpowiedź", "to", "вариант", "это", "буква", "правильный ответ",
    // ar, vi, hi, sw, ur
    "الخيار", "الحرف", "هو", "هي", "phương án", "lựa chọn", "đáp án", "là", "विकल्प", "है", "chaguo", "ni", "آپشن", "ہے",
})};

/// May stand before an option's text.
inline constexpr word_list article_words{std::to_array<std::string_view>({
    "a", "an", "the", "in", "at", "der", "die", "das", "ein", "eine", "einen", "im", "le", "la", "les", "un", "une", "des", "il",
    "lo", "gli", "i",
    "uno", "una", "el", "los", "las", "o", "os", "as", "um", "uma", "de", "het", "een", "在",
})};

/// Says that no option is right. Only at the beginning of the value: "None of the above", "以上都不是".
inline constexpr word_list none_words{std::to_array<std::string_view>({
    "none", "none of the above", "no option", "no correct", "no answer", "no good answer", "no suitable", "no valid", "neither",
    "not listed",
    "not applicable", "n/a", "no one of", "nothing", "there is no", "there's no", "not among", "not provided",
    "没有", "沒有", "无", "以上都不", "以上皆非", "都不", "以上选项都不", "均不", "不在选项", "无法", "不存在", "无正确",
    "keine", "keiner", "keines", "es gibt keine", "nicht aufgeführt", "kein",
    "aucune", "aucun", "il n'y a pas", "il n'y a aucune", "il n'existe pas", "pas de réponse", "ninguna", "ninguno", "no hay",
    "nessuna", "nessuno", "non c'è", "non esiste", "non ci sono", "nenhuma", "nenhum", "não há",
    "どれも", "いずれも", "該当なし", "なし", "正解なし", "答えなし", "選択肢なし", "該当する", "ありません", "ない",
    "geen", "geen van", "żadna", "żadne", "żaden", "brak", "ни один", "ни одна", "нет", "ничего", "لا شيء", "لا يوجد", "لا توجد",
    "لا أحد", "ليس",
    "không có", "không đáp án", "कोई नहीं", "कोई भी नहीं", "इनमें से कोई नहीं", "hakuna", "hamna", "کوئی نہیں", "ان میں سے کوئی نہیں",
})};

/// Joins two keys: "A or B", "B和D". Signs that do the same are in joins().
inline constexpr word_list joining_words{std::to_array<std::string_view>({
    "and", "or", "and/or", "as well as", "und", "oder", "sowie", "et", "ou", "e", "o", "ed", "od", "y", "u", "和", "或", "或者", "与", "與",
    "及", "以及",
    "と", "か", "または", "もしくは", "及び", "および", "en", "of", "i", "oraz", "lub", "albo", "и", "или", "و", "أو", "và", "hoặc", "और", "या",
    "na", "au",
    "اور", "یا",
})};

/// Behind a key, as the first word of a remark, takes the key back: "A (wrong)", "答案:A (错误)".
inline constexpr word_list negating_words{std::to_array<std::string_view>({
    "wrong", "incorrect", "not correct", "false", "not the correct", "not a correct", "x", "×", "✗", "✘", "❌", "错误", "错", "不正确", "不是",
    "这个选项并不是", "并不是", "並不是", "不对", "falsch", "nicht richtig", "nicht korrekt", "faux", "incorrecte", "errato", "errata", "sbagliato",
    "sbagliata", "incorrecta", "incorrecto", "incorreta", "errada", "不正解", "誤り", "間違い", "fout", "onjuist", "błędna", "źle", "неверно",
    "неправильно", "خطأ", "sai", "गलत", "si sahihi", "غلط",
})};

/// Behind a bare key says that a reason follows, so that "A because ..." is a key and "A dog ..." an article.
inline constexpr word_list reason_words{std::to_array<std::string_view>({
    "because", "since", "as", "is", "for", "due", "would", "which", "seems", "weil", "da", "denn", "ist", "car", "parce", "puisque",
    "est", "perché",
    "poiché", "in quanto", "è", "porque", "ya que", "es", "pois", "já que", "é", "omdat", "want", "ponieważ", "bo", "jest", "gdyż",
    "потому", "так как", "vì",
    "क्योंकि", "kwa sababu", "لأن",
})};

} // namespace calm::extract::detail
