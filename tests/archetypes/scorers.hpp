// Scoring models that have what the concept asks for and nothing else.
#pragma once

#include "calm/model/scoring_model.hpp"

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace archetypes {

/// Every byte is a token; its log-probability is that of a function of the whole request. Remembers what it was asked.
struct byte_scorer {
    std::function<double(const calm::scoring_request&, std::size_t at)> log_probability;
    std::vector<std::pair<calm::prompt_text, std::string>> asked{};

    std::vector<calm::token_score> score(const calm::scoring_request& request) {
        asked.emplace_back(request.prompt, request.completion);
        std::vector<calm::token_score> scores;
        for (std::size_t i = 0; i < request.completion.size(); ++i) scores.push_back({request.completion.substr(i, 1), log_probability(request, i)});
        return scores;
    }
};

/// Neither copyable nor movable nor default constructible; score is not const and gives a list. Likes long texts.
class minimal_scorer {
public:
    explicit minimal_scorer(int) {}
    minimal_scorer(const minimal_scorer&) = delete;
    minimal_scorer& operator=(const minimal_scorer&) = delete;

    std::list<calm::token_score> score(const calm::scoring_request& request) {
        return {{request.completion, -1.0 / static_cast<double>(request.completion.size())}};
    }
};

/// Can be moved and not copied; what it gives can only be moved, and only be walked once.
class move_only_scorer {
public:
    struct owned_score {
        std::unique_ptr<std::string> token;
        operator calm::token_score() && {
            const double likes_short_texts = -static_cast<double>(token->size());
            return {std::move(*token), likes_short_texts};
        }
    };
    class scores {
    public:
        class iterator {
        public:
            using value_type = owned_score;
            using difference_type = std::ptrdiff_t;
            explicit iterator(const std::string* at) : at_(at) {}
            iterator(iterator&&) = default;
            iterator& operator=(iterator&&) = default;
            owned_score operator*() const { return {std::make_unique<std::string>(*at_)}; }
            iterator& operator++() { return ++at_, *this; }
            void operator++(int) { ++at_; }
            bool operator==(const std::string* end) const { return at_ == end; }

        private:
            const std::string* at_;
        };
        explicit scores(const std::string& text) : text_(&text) {}
        scores(scores&&) = default;
        iterator begin() { return iterator(text_); }
        const std::string* end() { return text_ + 1; }

    private:
        const std::string* text_;  // one token
    };

    move_only_scorer() = default;
    move_only_scorer(move_only_scorer&&) = default;

    scores score(const calm::scoring_request& request) { return scores(request.completion); }
};

/// Throws at a chosen call, counted from 0.
struct throwing_scorer {
    int fails_at = 0;
    int calls = 0;

    std::vector<calm::token_score> score(const calm::scoring_request& request) {
        if (calls++ == fails_at) throw std::runtime_error("no score");
        return {{request.completion, -1.0}};
    }
};

} // namespace archetypes
