// Models that have what the concepts ask for and nothing else.
#pragma once

#include "calm/model/generative_model.hpp"

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

} // namespace archetypes
