// Models that have what the concepts ask for and nothing else.
#pragma once

#include "calm/model/generative_model.hpp"
#include "calm/model/scoring_model.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace archetypes {

/// A text that depends on the draw alone; answers are A to D, behind the markers of English and German.
inline std::string text_of_draw(const calm::draw_key& draw) {
    const auto bits = draw.bits();
    const auto letter = static_cast<char>('A' + bits / 1000 % 4);
    return "Explanation: " + std::to_string(bits % 1000) + "\nAnswer: " + letter + "\nAntwort: " + letter;
}

/// Neither copyable nor movable nor default constructible; generate is not const and gives a list of strings.
class minimal_model {
public:
    explicit minimal_model(int) {}
    minimal_model(const minimal_model&) = delete;
    minimal_model& operator=(const minimal_model&) = delete;

    std::list<std::string> generate(const calm::generation_request& request) {
        std::list<std::string> texts;
        for (const auto& draw : request.draws) texts.push_back(text_of_draw(draw));
        calls += 1;
        return texts;
    }

    int calls = 0;
};

/// Can be moved and not copied; what it gives can only be moved, and only be walked once.
class move_only_model {
public:
    struct text {
        std::unique_ptr<std::string> owned;
        operator calm::completion() && { return {std::move(*owned), calm::finish_reason::stop}; }
    };
    class texts {
    public:
        class iterator {
        public:
            using value_type = text;
            using difference_type = std::ptrdiff_t;
            iterator(const calm::draw_key* at) : at_(at) {}
            iterator(iterator&&) = default;
            iterator& operator=(iterator&&) = default;
            text operator*() const { return {std::make_unique<std::string>(text_of_draw(*at_))}; }
            iterator& operator++() { return ++at_, *this; }
            void operator++(int) { ++at_; }
            bool operator==(const calm::draw_key* end) const { return at_ == end; }

        private:
            const calm::draw_key* at_;
        };
        explicit texts(std::span<const calm::draw_key> draws) : draws_(draws) {}
        texts(texts&&) = default;
        iterator begin() { return {draws_.data()}; }
        const calm::draw_key* end() { return draws_.data() + draws_.size(); }

    private:
        std::span<const calm::draw_key> draws_;
    };

    move_only_model() = default;
    move_only_model(move_only_model&&) = default;

    texts generate(const calm::generation_request& request) { return texts(request.draws); }
};

/// Thread-safe; counts how often each question was asked for and how many draws it gave in all; throws on chosen calls.
class counting_model {
public:
    explicit counting_model(std::size_t questions) : asked(questions) {}

    std::vector<std::string> generate(const calm::generation_request& request) const {
        const int before = asked[request.asked.index].fetch_add(1);
        if (request.asked.index == fails_at && before < fails) throw std::runtime_error("no answer to question " + request.asked.id);
        std::vector<std::string> texts;
        for (const auto& draw : request.draws) texts.push_back(text_of_draw(draw));
        draws += texts.size();
        return texts;
    }

    std::size_t fails_at = static_cast<std::size_t>(-1);  ///< the question at which it throws
    int fails = 1;                                        ///< on so many first calls for that question
    mutable std::vector<std::atomic<int>> asked;
    mutable std::atomic<std::size_t> draws{0};
};

/// Throws whatever it is asked.
struct throwing_model {
    std::vector<std::string> generate(const calm::generation_request&) const { throw std::domain_error("model"); }
};

/// Gives each byte of a completion the log-probability -1. Neither copyable nor movable nor default constructible; score is not const.
class minimal_scorer {
public:
    explicit minimal_scorer(int) {}
    minimal_scorer(const minimal_scorer&) = delete;
    minimal_scorer& operator=(const minimal_scorer&) = delete;

    std::list<calm::token_score> score(const calm::scoring_request& request) {
        std::list<calm::token_score> scores;
        for (const char byte : request.completion) scores.push_back({std::string(1, byte), -1});
        return scores;
    }
};

/// Can be moved and not copied; so can what it gives, which can only be walked once and whose elements convert to scores.
class move_only_scorer {
public:
    struct scored {
        std::unique_ptr<char> byte;
        operator calm::token_score() const { return {std::string(1, *byte), -1}; }
    };
    class scores {
    public:
        class iterator {
        public:
            using value_type = scored;
            using difference_type = std::ptrdiff_t;
            explicit iterator(const char* at) : at_(at) {}
            iterator(iterator&&) = default;
            iterator& operator=(iterator&&) = default;
            scored operator*() const { return {std::make_unique<char>(*at_)}; }
            iterator& operator++() { return ++at_, *this; }
            void operator++(int) { ++at_; }
            bool operator==(const char* end) const { return at_ == end; }

        private:
            const char* at_;
        };
        explicit scores(const std::string& completion) : begin_(completion.data()), end_(begin_ + completion.size()) {}
        scores(scores&&) = default;
        iterator begin() { return iterator(begin_); }
        const char* end() { return end_; }

    private:
        const char* begin_;
        const char* end_;
    };

    move_only_scorer() = default;
    move_only_scorer(move_only_scorer&&) = default;

    scores score(const calm::scoring_request& request) { return scores(request.completion); }
};

/// Throws whatever it is asked.
struct throwing_scorer {
    std::vector<calm::token_score> score(const calm::scoring_request&) const { throw std::domain_error("scorer"); }
};

static_assert(calm::generative_model<minimal_model> && calm::generative_model<move_only_model> && calm::generative_model<throwing_model>);
static_assert(calm::scoring_model<minimal_scorer> && calm::scoring_model<move_only_scorer> && calm::scoring_model<throwing_scorer>);
static_assert(!calm::scoring_model<const minimal_scorer> && calm::scoring_model<const throwing_scorer>);

} // namespace archetypes
