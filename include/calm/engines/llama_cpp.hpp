// A GGUF model in this process, through libllama (llama.cpp).
#pragma once

#if !defined(CALM_WITH_LLAMA_CPP)

namespace calm::engines {
/// Whether this translation unit has calm::engines::llama_cpp. The header is inert unless the macro CALM_WITH_LLAMA_CPP
/// is defined, as the CMake target calm::llama_cpp does when it links libllama: that the library's header can be
/// found does not mean that the program is linked with it.
inline constexpr bool has_llama_cpp = false;
} // namespace calm::engines

#else

#include "calm/engines/llama_cpp_options.hpp"
#include "calm/engines/detail/llama_cpp_session.hpp"
#include "calm/engines/detail/llama_cpp_template.hpp"
#include "calm/engines/token_sampler.hpp"
#include "calm/engines/utf8_repair.hpp"
#include "calm/error.hpp"
#include "calm/model/request.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace calm::engines {

inline constexpr bool has_llama_cpp = true;

/// A GGUF model, run by libllama in this process. Models generative_model and scoring_model; move-only. One thread at a
/// time may use an engine; several engines may run side by side, and share the file's pages in memory. An engine that was
/// moved from can only be assigned to or destroyed.
///
/// The prompt is what render() gives. It is read once a request; its draws start from copies of that state and are
/// sampled by token_sampler, each with the random stream of its own key's bits(). A token that ends the turn ends a
/// completion (finish_reason::stop), and so does max_tokens (finish_reason::length). Texts pass through utf8_repair.
///
/// Reproducibility. A completion is a function of prompt, settings, draw key, model file and `lanes`, on one build of
/// libllama and one type of processor. The other draws of the request, their number and order, earlier requests and
/// `threads` do not change it. To that end memory is cleared before each request, prompts are read in blocks of
/// fixed size, every draw has a KV cache of its own, every step has the same width, weights are not repacked, and flash
/// attention, which divides a sum by the number of threads, is off. Not excluded, because it is a backend's affair: that
/// its arithmetic depends on the number of threads by itself (ggml's CPU backend was found not to). Another number of
/// lanes, type of processor or version of libllama may round differently; a completion can then depart from some token on.
class llama_cpp {
public:
    /// Loads the model, which takes as long as reading the file.
    /// @throws error (invalid_option) for an option out of range, or a chat_template that llama.cpp does not know;
    ///         (model_not_found) when the file cannot be opened; (model_failed) when it is no GGUF file, is damaged, does
    ///         not fit memory, does not continue texts, or its own chat template is unknown; (cancelled) when
    ///         options.loading returned false.
    explicit llama_cpp(llama_cpp_options options) : options_(checked(std::move(options))), session_(options_), template_(session_.model(), options_) {
        options_.chat_template = template_.source();
    }

    /// One completion for each of request.draws, in that order. The time is that of reading the prompt once, and
    /// of as many steps as the longest completion has tokens, for every `lanes` draws.
    /// @throws error (invalid_option) for settings out of range; (nul_byte) for a prompt with a NUL; (context_overflow)
    ///         when prompt and max_tokens exceed context_length; (cancelled) within one token of request.stop, also while
    ///         the prompt is read; (model_failed) when libllama fails. The engine stays usable.
    [[nodiscard]] std::vector<completion> generate(const generation_request& request);

    /// The log-probability of each token of request.completion after the prompt, by the full softmax: no temperature, no
    /// truncation. Prompt and completion are split into tokens apart from each other, as they are when the model writes;
    /// the token that ends the turn is not scored. The completion is plain text, also where it spells a control token.
    /// A token's score depends on prompt, completion up to it, and model alone, not on what follows: the steps have a fixed
    /// width here, too. It is another width than that of generate, whose probabilities differ by rounding.
    /// @throws error as generate; (model_failed) when the tokens do not spell the completion, as with bytes that are not
    ///         UTF-8.
    [[nodiscard]] std::vector<token_score> score(const scoring_request& request);

    /// The text that the model reads: the chat template around instruction (system message, left out when empty) and input
    /// (user message), up to where the answer begins. It is made by llama_chat_apply_template, which recognises
    /// templates and does not interpret them: an instruction goes to the head of the user's message where a template
    /// has no system message, default system messages are left out, and some templates trim the texts. A model
    /// without chat template reads instruction, empty line, input, line end. Text that spells a control token, such
    /// as "<|im_end|>", is read as that token.
    /// @throws error (nul_byte) for a text with a NUL.
    [[nodiscard]] std::string render(const prompt_text& prompt) const { return template_.render(prompt); }

    /// As given, with `threads` and `chat_template` filled in; the latter stays empty for a model without.
    [[nodiscard]] const llama_cpp_options& options() const noexcept { return options_; }
    [[nodiscard]] const llama_cpp_usage& usage() const noexcept { return usage_; }

private:
    /// A draw that is being written, or an idle place.
    struct lane {
        std::uint64_t seed = 0;
        llama_token last = 0;        // to be decoded next
        bool open = false;
        std::uint32_t tokens = 0;
        std::string bytes{};
        finish_reason finish = finish_reason::unknown;
    };

    static llama_cpp_options checked(llama_cpp_options options);
    [[nodiscard]] std::vector<llama_token> prompt_tokens(const prompt_text& prompt, std::size_t completion_tokens) const;
    void accept(lane& writing, std::span<const float> logits, token_sampler& pick, std::uint32_t max_tokens);
    void write(std::span<lane> lanes, std::size_t position, token_sampler& pick, const generation_request& request);

    /// Adds the time since its construction to a counter, also when an exception passes.
    struct stopwatch {
        explicit stopwatch(double& counter) : counter_(counter) {}
        ~stopwatch() { counter_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
        stopwatch(const stopwatch&) = delete;
        stopwatch& operator=(const stopwatch&) = delete;
        double& counter_;
        std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    };

    static constexpr std::size_t score_width = detail::llama_session::most_logits;

    llama_cpp_options options_;
    llama_cpp_usage usage_{};
    detail::llama_session session_;
    detail::llama_template template_;
    detail::llama_tokens batch_{};
};

inline llama_cpp_options llama_cpp::checked(llama_cpp_options options) {
    if (options.threads == 0) options.threads = std::max(1U, std::thread::hardware_concurrency());
    const auto refuse = [](const char* what, std::uint64_t value, std::uint64_t most) {
        throw error(error_id::invalid_option,
                    std::string(what) + " is " + std::to_string(value) + "; it has to be between 1 and " + std::to_string(most));
    };
    const auto most_lanes = llama_max_parallel_sequences() - 1;
    if (options.lanes == 0 || options.lanes > most_lanes) refuse("lanes", options.lanes, most_lanes);
    if (options.context_length == 0 || options.context_length > 1U << 30) refuse("context_length", options.context_length, 1U << 30);
    if (options.threads > GGML_MAX_N_THREADS) refuse("threads", options.threads, GGML_MAX_N_THREADS);
    return options;
}

inline std::vector<llama_token> llama_cpp::prompt_tokens(const prompt_text& prompt, std::size_t completion_tokens) const {
    auto tokens = session_.tokenize(render(prompt), true);
    if (tokens.size() > 1 && tokens[0] == tokens[1] && tokens[0] == llama_vocab_bos(session_.vocab()))
        tokens.erase(tokens.begin());  // the template and the tokenizer both put one
    if (tokens.empty()) throw error(error_id::model_failed, "the prompt has no tokens; give an instruction or an input");
    if (tokens.size() + completion_tokens > options_.context_length)
        throw error(error_id::context_overflow, "the prompt's " + std::to_string(tokens.size()) + " tokens and the completion's " +
                                                    std::to_string(completion_tokens) + " exceed the context of " +
                                                    std::to_string(options_.context_length) +
                                                    "; raise context_length, lower max_tokens, or shorten the prompt");
    return tokens;
}

/// Chooses the lane's next token.
inline void llama_cpp::accept(lane& writing, std::span<const float> logits, token_sampler& pick, std::uint32_t max_tokens) {
    const stopwatch time(usage_.sampling_seconds);
    writing.last = static_cast<llama_token>(pick(logits, unit_draw(writing.seed, writing.tokens)));
    if (llama_vocab_is_eog(session_.vocab(), writing.last)) {
        writing.finish = finish_reason::stop;
        writing.open = false;
        return;
    }
    ++usage_.completion_tokens;
    writing.bytes += session_.piece(writing.last);
    if (++writing.tokens == max_tokens) {
        writing.finish = finish_reason::length;
        writing.open = false;
    }
}

/// Writes all open lanes to their ends. All lanes take part in every step, so that its width is always the same.
inline void llama_cpp::write(std::span<lane> lanes, std::size_t position, token_sampler& pick, const generation_request& request) {
    const auto unfinished = [&] { return std::any_of(lanes.begin(), lanes.end(), [](const lane& l) { return l.open; }); };
    for (std::size_t i = 0; unfinished() && i < lanes.size(); ++i) session_.fork(i + 1);
    for (; unfinished(); ++position) {
        batch_.clear();
        for (std::size_t i = 0; i < lanes.size(); ++i) {
            batch_.add(lanes[i].last, position, i + 1, true);
            if (!lanes[i].open) ++usage_.idle_tokens;
        }
        {
            const stopwatch time(usage_.decode_seconds);
            session_.decode(batch_, request.stop);
        }
        for (std::size_t i = 0; i < lanes.size(); ++i)
            if (lanes[i].open) accept(lanes[i], session_.logits(static_cast<std::ptrdiff_t>(i)), pick, request.settings.max_tokens);
    }
}

inline std::vector<completion> llama_cpp::generate(const generation_request& request) {
    token_sampler pick(request.settings);
    const auto prompt = prompt_tokens(request.prompt, request.settings.max_tokens);
    {
        const stopwatch time(usage_.prefill_seconds);
        session_.forget();
        session_.read(prompt, 0, true, request.stop);
        usage_.prompt_tokens += prompt.size();
    }
    const auto after_prompt = session_.logits(-1);
    const std::vector<float> first_logits(after_prompt.begin(), after_prompt.end());

    std::vector<completion> completions;
    while (completions.size() < request.draws.size()) {
        std::vector<lane> lanes(options_.lanes);
        const auto left = request.draws.subspan(completions.size());
        const auto now = left.first(std::min(left.size(), lanes.size()));
        for (auto& idle : lanes) idle.last = prompt.back();
        for (std::size_t i = 0; i < now.size(); ++i) {
            lanes[i].seed = now[i].bits();
            lanes[i].open = true;
            accept(lanes[i], first_logits, pick, request.settings.max_tokens);
        }
        write(lanes, prompt.size(), pick, request);
        for (std::size_t i = 0; i < now.size(); ++i) completions.emplace_back(utf8_repair(lanes[i].bytes), lanes[i].finish);
    }
    return completions;
}

inline std::vector<token_score> llama_cpp::score(const scoring_request& request) {
    const auto tokens = session_.tokenize(request.completion, false);
    const auto prompt = prompt_tokens(request.prompt, tokens.size());
    std::vector<token_score> scores;
    std::string spelled;
    for (const auto token : tokens) {
        scores.push_back({session_.piece(token), 0});
        spelled += scores.back().token;
    }
    if (spelled != request.completion && !scores.empty() && spelled == ' ' + request.completion) {
        scores.front().token.erase(0, 1);  // some tokenizers put a space before every text
        spelled.erase(0, 1);
    }
    if (spelled != request.completion)
        throw error(error_id::model_failed,
                    "the model's tokens do not spell the completion byte for byte; check that it is UTF-8 in composed form (NFC)");

    const stopwatch time(usage_.prefill_seconds);
    session_.forget();
    session_.read(std::span(prompt).first(prompt.size() - 1), 0, false, request.stop);
    auto before = prompt.back();
    for (std::size_t first = 0; first < tokens.size(); first += score_width) {
        const auto count = std::min(score_width, tokens.size() - first);
        batch_.clear();
        for (std::size_t i = 0; i < score_width; ++i) {
            batch_.add(before, prompt.size() - 1 + first + i, 0, true);
            if (i < count) before = tokens[first + i];
        }
        session_.decode(batch_, request.stop);
        for (std::size_t i = 0; i < count; ++i)
            scores[first + i].log_probability =
                log_probability(session_.logits(static_cast<std::ptrdiff_t>(i)), static_cast<std::size_t>(tokens[first + i]));
        usage_.idle_tokens += score_width - count;
    }
    usage_.prompt_tokens += prompt.size() + tokens.size();
    return scores;
}

} // namespace calm::engines
#endif
