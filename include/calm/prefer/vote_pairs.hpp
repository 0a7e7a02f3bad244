// Preference pairs from a vote: the winner's explanation against each response that disagrees.
#pragma once

#include "calm/model/translator.hpp"
#include "calm/prefer/completion.hpp"
#include "calm/prefer/exemplar.hpp"
#include "calm/prefer/options.hpp"
#include "calm/record/ballot.hpp"
#include "calm/record/preference_pair.hpp"
#include "calm/sample/draw_key.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace calm::prefer {

/// No translator: see without_translator.
struct no_translator {};

/// Pairs that were not made although a response disagrees with the target, by reason. Counts are of responses.
struct left_out {
    std::size_t no_exemplar = 0;      ///< no agreeing response whose explanation may be used, see without_translator
    std::size_t below_threshold = 0;  ///< min_share or min_margin, or margin 0 under weight_by_margin
    std::size_t over_cap = 0;         ///< beyond max_pairs
    std::size_t no_option = 0;        ///< the target is no option of the question in this language

    left_out& operator+=(const left_out& other) {
        no_exemplar += other.no_exemplar;
        below_threshold += other.below_threshold;
        over_cap += other.over_cap;
        no_option += other.no_option;
        return *this;
    }
};

/// What one question gives.
struct made_pairs {
    std::vector<preference_pair> pairs{};
    left_out skipped{};
};

/// The chosen side of one question in one language, before it is paired.
struct target {
    std::string text{};
    explanation_source source = explanation_source::none;
    std::optional<std::size_t> exemplar{};  ///< position among the responses; nothing: the target came without one
};

/// The target text in a language with this answer line, or nothing when no exemplar may be used. Calls the translator at most once.
template <class Translator>
[[nodiscard]] std::optional<target> make_target(const answered_question& answered, const localized_question& asked, std::size_t exemplar,
                                                std::string_view line, const options& how, Translator& translate) {
    const auto& from = answered.responses[exemplar];
    const auto explanation = answered.answers[exemplar].explanation.of(from.text);
    if (explanation.empty() && how.option_text == option_source::parsed) return target{std::string(line), explanation_source::none, exemplar};
    if (from.lang == asked.lang) return target{target_text(asked, explanation, line), explanation_source::own_language, exemplar};
    if constexpr (!std::is_same_v<std::remove_cvref_t<Translator>, no_translator>) {
        const std::string translated = translate.translate(explanation, from.lang, asked.lang);
        return target{target_text(asked, translated, line), explanation_source::translated, exemplar};
    } else {
        switch (how.foreign) {
        case without_translator::untranslated: return target{target_text(asked, explanation, line), explanation_source::untranslated, exemplar};
        case without_translator::answer_only: return target{std::string(line), explanation_source::none, exemplar};
        case without_translator::leave_out: break;
        }
        return std::nullopt;
    }
}

/// The pair rule of CALM: for each language, one pair for each parsed response whose key differs from the target.
///
/// The target is the vote's winner, or in gold-mixed mode the gold answer of the questions chosen for it. Chosen: the exemplar's
/// explanation, translated where it is in another language, and the language's own text of the winning option. Rejected:
/// the response, byte for byte. Pairs stand in the order (language, sample). Models pair_rule. A translator given as an
/// lvalue through std::ref is referred to. O(languages × responses) and the length of the texts.
template <class Translator = no_translator>
class vote_pairs {
    using translator_type = std::remove_cvref_t<std::unwrap_reference_t<Translator>>;
    static constexpr bool translates = !std::is_same_v<translator_type, no_translator>;

public:
    /// Whether several threads may call it, as far as types can say it: translate is const, or there is none.
    static constexpr bool concurrent = !translates || translator<const translator_type>;

    /// @throws error (invalid_option) when an option is out of its range
    explicit vote_pairs(options how = {}, Translator translate = {}) : how_(std::move(how)), translate_(std::move(translate)) { check(how_); }

    [[nodiscard]] std::vector<preference_pair> operator()(const voted_question& voted) const { return make(voted).pairs; }

    /// The pairs, and the count of what was left out.
    [[nodiscard]] made_pairs make(const voted_question& voted) const {
        made_pairs made;
        const auto& asked = *voted.asked;
        const bool gold = use_gold(asked);
        const auto key = gold ? asked.gold : voted.vote.winner;
        if (!key) return made;
        const double slack = rounding_of(voted.vote.votes);  // as vote::decide compares
        const bool allowed = gold || (voted.vote.share >= how_.min_share - slack && voted.vote.margin >= how_.min_margin - slack &&
                                      !(how_.weight_by_margin && !(voted.vote.margin > 0)));
        if (how_.languages.empty()) {
            for (const auto& text : asked.texts) add_language(voted, text, *key, gold, allowed, made);
        } else {
            for (const auto& lang : how_.languages)
                if (const auto* text = asked.find(lang)) add_language(voted, *text, *key, gold, allowed, made);
        }
        return made;
    }

private:
    bool use_gold(const question& asked) const {
        if (!asked.gold || !(how_.gold_fraction > 0)) return false;
        const auto bits = draw_key{how_.seed, asked.index, language("und"), 1}.bits();
        return static_cast<double>(bits >> 11) * 0x1p-53 < how_.gold_fraction;
    }

    void add_language(const voted_question& voted, const localized_question& asked, const answer_key& key, bool gold, bool allowed,
                      made_pairs& made) const {
        const auto disagrees = [&](std::size_t i) {
            return voted.responses[i].lang == asked.lang && voted.answers[i].key && *voted.answers[i].key != key;
        };
        std::size_t disagreeing = 0;
        for (std::size_t i = 0; i < voted.answers.size(); ++i) disagreeing += disagrees(i);
        if (disagreeing == 0) return;
        if (!allowed) {
            made.skipped.below_threshold += disagreeing;
            return;
        }
        const auto line = answer_line(asked, key, how_.option_text);
        if (!line) {
            made.skipped.no_option += disagreeing;
            return;
        }
        auto exemplar = choose_exemplar(voted, asked.lang, key, how_);
        if constexpr (!translates)
            if (exemplar && voted.responses[*exemplar].lang != asked.lang && how_.foreign != without_translator::untranslated)
                if (const auto own = detail::first_agreeing(voted, asked.lang, key)) exemplar = own;
        std::optional<target> chosen;
        if (exemplar)
            chosen = make_target(voted, asked, *exemplar, *line, how_, unwrapped());
        else if (gold && how_.foreign == without_translator::answer_only)
            chosen = target{*line, explanation_source::none, std::nullopt};
        if (!chosen) {
            made.skipped.no_exemplar += disagreeing;
            return;
        }
        const auto prompt = how_.prompt(asked);
        const auto* lender = chosen->exemplar ? &voted.responses[*chosen->exemplar] : nullptr;
        const double share = gold ? share_of(key, voted.vote) : voted.vote.share;
        std::size_t pairs = 0;
        for (std::size_t i = 0; i < voted.answers.size(); ++i) {
            if (!disagrees(i)) continue;
            if (pairs++ >= how_.max_pairs) {
                ++made.skipped.over_cap;
                continue;
            }
            made.pairs.push_back({voted.asked->id, voted.asked->index, asked.lang, prompt.instruction, prompt.input, chosen->text,
                                  voted.responses[i].text, key, *voted.answers[i].key, voted.responses[i].sample, chosen->source,
                                  lender ? lender->lang : language{}, lender ? lender->sample : 0u,
                                  how_.weight_by_margin && !gold ? voted.vote.margin : 1.0, share, gold});
        }
    }

    static double share_of(const answer_key& key, const ballot& votes) {
        double own = 0;
        double total = 0;
        for (const auto& cell : votes.cells) {
            total += cell.weight;
            if (cell.key == key) own += cell.weight;
        }
        return total > 0 ? own / total : 0;
    }

    /// The translator: const where its translate is.
    auto& unwrapped() const {
        using called = std::conditional_t<concurrent, const translator_type, std::remove_reference_t<std::unwrap_reference_t<Translator>>>;
        return static_cast<called&>(static_cast<std::unwrap_reference_t<Translator>&>(translate_));
    }

    options how_;
    mutable Translator translate_;  // translating may count, cache or connect; it does not change what the rule is
};

} // namespace calm::prefer
