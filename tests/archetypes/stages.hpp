// Extractors, aggregators, tie policies, pair rules and translators that have what the concepts ask for and nothing else.
#pragma once

#include "calm/extract/extractor.hpp"
#include "calm/model/translator.hpp"
#include "calm/prefer/pair_rule.hpp"
#include "calm/vote/aggregator.hpp"
#include "calm/vote/count.hpp"
#include "calm/vote/tie_policy.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace archetypes {

/// What each archetype is: movable, neither copyable nor default constructible, called when const.
struct move_only {
    explicit move_only(int) {}
    move_only(move_only&&) = default;
    move_only& operator=(move_only&&) = default;
    std::unique_ptr<int> owned{};
};

/// Reads the last letter of a response.
struct minimal_extractor : move_only {
    using move_only::move_only;
    calm::answer operator()(const calm::localized_question& asked, const calm::response& given) const {
        calm::answer read{.rule = "last letter"};
        const calm::answer_key last(given.text.back());
        if (asked.find(last) == nullptr) return read;
        read.key = last;
        read.span = {given.text.size() - 1, given.text.size()};
        read.explanation = {0, given.text.size() - 1};
        return read;
    }
};

/// Fills the cells of the ballot alone, in the order in which it meets them.
struct minimal_aggregator : move_only {
    using move_only::move_only;
    calm::ballot operator()(const calm::answered_question& answered) const {
        calm::ballot votes;
        for (std::size_t i = 0; i < answered.answers.size(); ++i)
            if (const auto& key = answered.answers[i].key)
                votes.cells.push_back({*key, answered.responses[i].lang, 1, 1.0, {0, static_cast<std::uint32_t>(i)}});
        return votes;
    }
};

/// Gives a key and not an optional one.
struct minimal_tie_policy : move_only {
    using move_only::move_only;
    calm::answer_key operator()(const calm::tied_vote& tie) const { return tie.leading.back().key; }
};

/// Gives a record of its own.
struct minimal_pair_rule : move_only {
    struct record {
        std::string id;
        bool decided;
    };
    using move_only::move_only;
    std::vector<record> operator()(const calm::voted_question& voted) const {
        return std::vector<record>(voted.vote.votes != 0 || !voted.vote.cells.empty() ? 1 : 0, {voted.asked->id, voted.vote.winner.has_value()});
    }
};

/// translate is not const, and gives what converts to a string.
struct minimal_translator : move_only {
    using move_only::move_only;
    const char* translate(std::string_view, calm::language, calm::language) { return "translated"; }
};

/// What the archetypes below give: a T in a box that can only be moved, and opened when it goes away.
template <class T>
struct boxed {
    std::unique_ptr<T> owned;
    operator T() && { return std::move(*owned); }
};
template <class T>
boxed<T> box(T value) { return {std::make_unique<T>(std::move(value))}; }

/// The same parts as above; what they give converts to what the concept asks for, and can only be moved.
struct move_only_extractor : move_only {
    using move_only::move_only;
    boxed<calm::answer> operator()(const calm::localized_question& asked, const calm::response& given) const {
        return box(minimal_extractor(0)(asked, given));
    }
};
struct move_only_aggregator : move_only {
    using move_only::move_only;
    boxed<calm::ballot> operator()(const calm::answered_question& answered) const { return box(minimal_aggregator(0)(answered)); }
};
struct move_only_tie_policy : move_only {
    using move_only::move_only;
    boxed<std::optional<calm::answer_key>> operator()(const calm::tied_vote& tie) const {
        return box(std::optional(minimal_tie_policy(0)(tie)));
    }
};
struct move_only_translator : move_only {
    using move_only::move_only;
    boxed<std::string> translate(std::string_view, calm::language, calm::language) { return box(std::string("translated")); }
};
/// The range and its elements can only be moved, and it can only be walked once.
struct move_only_pair_rule : move_only {
    using record = std::unique_ptr<std::string>;
    class records {
    public:
        class iterator {
        public:
            using value_type = record;
            using difference_type = std::ptrdiff_t;
            explicit iterator(record* at) : at_(at) {}
            iterator(iterator&&) = default;
            iterator& operator=(iterator&&) = default;
            record&& operator*() const { return std::move(*at_); }
            iterator& operator++() { return ++at_, *this; }
            void operator++(int) { ++at_; }
            bool operator==(const record* end) const { return at_ == end; }

        private:
            record* at_;
        };
        explicit records(std::vector<record> all) : all_(std::move(all)) {}
        records(records&&) = default;
        iterator begin() { return iterator(all_.data()); }
        const record* end() { return all_.data() + all_.size(); }

    private:
        std::vector<record> all_;
    };

    using move_only::move_only;
    /// The id of the question, once for each key that was voted for.
    records operator()(const calm::voted_question& voted) const {
        std::vector<record> all;
        for (std::size_t i = 0; i < calm::totals(voted.vote).size(); ++i) all.push_back(std::make_unique<std::string>(voted.asked->id));
        return records(std::move(all));
    }
};

struct throwing_extractor {
    calm::answer operator()(const calm::localized_question&, const calm::response&) const { throw std::domain_error("extractor"); }
};
struct throwing_aggregator {
    calm::ballot operator()(const calm::answered_question&) const { throw std::domain_error("aggregator"); }
};
struct throwing_tie_policy {
    std::optional<calm::answer_key> operator()(const calm::tied_vote&) const { throw std::domain_error("tie policy"); }
};
struct throwing_pair_rule {
    std::vector<calm::preference_pair> operator()(const calm::voted_question&) const { throw std::domain_error("pair rule"); }
};
struct throwing_translator {
    std::string translate(std::string_view, calm::language, calm::language) const { throw std::domain_error("translator"); }
};

static_assert(calm::extractor<minimal_extractor> && calm::extractor<move_only_extractor> && calm::extractor<throwing_extractor>);
static_assert(calm::aggregator<minimal_aggregator> && calm::aggregator<move_only_aggregator> && calm::aggregator<throwing_aggregator>);
static_assert(calm::tie_policy<minimal_tie_policy> && calm::tie_policy<move_only_tie_policy> && calm::tie_policy<throwing_tie_policy>);
static_assert(calm::pair_rule<minimal_pair_rule> && calm::pair_rule<move_only_pair_rule> && calm::pair_rule<throwing_pair_rule>);
static_assert(calm::translator<minimal_translator> && calm::translator<move_only_translator> && calm::translator<throwing_translator>);
static_assert(!calm::translator<const minimal_translator>);

} // namespace archetypes
