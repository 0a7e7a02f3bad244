// What the llama.cpp engine needs of libllama, with owners and exceptions: log, model file, tokens, decoding.
// Inert without CALM_WITH_LLAMA_CPP, see calm/engines/llama_cpp.hpp.
#pragma once

#if defined(CALM_WITH_LLAMA_CPP)
#if !__has_include(<llama.h>)
#error "calm: CALM_WITH_LLAMA_CPP is defined, but <llama.h> is not found; link the CMake target calm::llama_cpp, or undefine the macro"
#endif

#include "calm/engines/llama_cpp_options.hpp"
#include "calm/engines/utf8_repair.hpp"
#include "calm/error.hpp"

#include <llama.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calm::engines::detail {

/// Where libllama's log goes. One for the process, because libllama has one. Never destroyed: libllama may log at exit.
struct llama_log {
    std::mutex guard{};
    std::function<void(std::string_view)> sink{};
    std::string errors{};  // of the load that is going on

    static llama_log& get() {
        static auto& log = *new llama_log;
        return log;
    }
    static void receive(ggml_log_level level, const char* text, void*) {
        auto& log = get();
        std::function<void(std::string_view)> sink;
        {
            const std::lock_guard lock(log.guard);
            if (level == GGML_LOG_LEVEL_ERROR) log.errors += text;
            sink = log.sink;
        }
        if (sink) sink(text);
    }
    static void start(std::function<void(std::string_view)> sink) {
        auto& log = get();
        const std::lock_guard lock(log.guard);
        log.sink = std::move(sink);
        log.errors.clear();
        llama_log_set(receive, nullptr);
    }
    /// What went wrong, as libllama put it, in one line.
    static std::string reason() {
        auto& log = get();
        const std::lock_guard lock(log.guard);
        auto text = utf8_repair(log.errors);
        while (!text.empty() && text.back() == '\n') text.pop_back();
        for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos;) text.replace(at, 1, ", ");
        return text.empty() ? "libllama gave no reason" : text;
    }
};

/// Tokens to decode, in the layout of llama_batch.
class llama_tokens {
public:
    void add(llama_token token, std::size_t position, std::size_t sequence, bool wants_logits) {
        token_.push_back(token);
        position_.push_back(static_cast<llama_pos>(position));
        sequence_.push_back(static_cast<llama_seq_id>(sequence));
        wants_logits_.push_back(wants_logits);
    }
    void clear() { token_.clear(), position_.clear(), sequence_.clear(), wants_logits_.clear(); }
    [[nodiscard]] std::size_t size() const { return token_.size(); }
    /// Valid until the next change.
    [[nodiscard]] llama_batch view() {
        one_.assign(size(), 1);
        sequences_.clear();
        for (auto& id : sequence_) sequences_.push_back(&id);
        return {static_cast<std::int32_t>(size()), token_.data(), nullptr,
                position_.data(), one_.data(), sequences_.data(), wants_logits_.data()};
    }

private:
    std::vector<llama_token> token_{};
    std::vector<llama_pos> position_{};
    std::vector<llama_seq_id> sequence_{};
    std::vector<std::int8_t> wants_logits_{};
    std::vector<std::int32_t> one_{};
    std::vector<llama_seq_id*> sequences_{};
};

struct free_llama_model {
    void operator()(llama_model* model) const { llama_model_free(model); }
};
using llama_model_ptr = std::unique_ptr<llama_model, free_llama_model>;

/// Holds the model, so that it is freed after its context, also when a session is assigned to.
struct free_llama_context {
    llama_model_ptr model{};
    void operator()(llama_context* context) const { llama_free(context); }
};
using llama_context_ptr = std::unique_ptr<llama_context, free_llama_context>;

/// A loaded model with its context: `lanes + 1` sequences, each with a KV cache of its own.
class llama_session {
public:
    static constexpr std::size_t block = 256;       // tokens of a prompt in one batch
    static constexpr std::size_t most_logits = 16;  // tokens with logits in one batch, if not `lanes`: a row is a whole vocabulary

    /// @pre options.threads != 0. Errors as llama_cpp's constructor.
    explicit llama_session(const llama_cpp_options& options) {
        llama_log::start(options.log);
        static const bool started = [] {
            llama_backend_init();
            if (ggml_backend_reg_count() == 0) ggml_backend_load_all();  // a libllama whose backends are plug-ins
            return true;
        }();
        static_cast<void>(started);
        auto model = load(options);
        context_ = make_context(*model, options);
        context_.get_deleter().model = std::move(model);
    }

    [[nodiscard]] llama_model* model() const { return context_.get_deleter().model.get(); }
    [[nodiscard]] const llama_vocab* vocab() const { return llama_model_get_vocab(model()); }

    /// @param is_prompt  whether control tokens are recognised in the text, and the model's own are put around it
    [[nodiscard]] std::vector<llama_token> tokenize(std::string_view text, bool is_prompt) const {
        if (text.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max() / 2))
            throw error(error_id::context_overflow, "a text of " + std::to_string(text.size()) + " bytes fits no model; shorten it");
        std::vector<llama_token> tokens(text.size() + 2);
        const auto fill = [&] {
            return llama_tokenize(vocab(), text.data(), static_cast<std::int32_t>(text.size()), tokens.data(),
                                  static_cast<std::int32_t>(tokens.size()), is_prompt, is_prompt);
        };
        auto count = fill();
        if (count < 0 && count != std::numeric_limits<std::int32_t>::min()) {
            tokens.resize(static_cast<std::size_t>(-count));
            count = fill();
        }
        if (count < 0) throw error(error_id::model_failed, "libllama could not split a text into tokens; the model file may be damaged");
        tokens.resize(static_cast<std::size_t>(count));
        return tokens;
    }

    /// A token's bytes; none for a control token.
    [[nodiscard]] std::string piece(llama_token token) const {
        std::string bytes(32, '\0');
        const auto fill = [&] {
            return llama_token_to_piece(vocab(), token, bytes.data(), static_cast<std::int32_t>(bytes.size()), 0, false);
        };
        auto size = fill();
        if (size < 0) {
            bytes.resize(static_cast<std::size_t>(-size));
            size = fill();
        }
        bytes.resize(static_cast<std::size_t>(std::max(size, 0)));
        return bytes;
    }

    /// Empties the memory: the next decode starts as on the first day.
    void forget() { llama_memory_clear(llama_get_memory(context_.get()), true); }

    /// Makes `sequence` a copy of sequence 0.
    void fork(std::size_t sequence) {
        auto* memory = llama_get_memory(context_.get());
        llama_memory_seq_rm(memory, static_cast<llama_seq_id>(sequence), -1, -1);
        llama_memory_seq_cp(memory, 0, static_cast<llama_seq_id>(sequence), -1, -1);
    }

    /// Computes the batch. @throws error (cancelled) as soon as `stop` is requested; (model_failed).
    void decode(llama_tokens& batch, const std::stop_token& stop) {
        const auto result = [&] {
            const stoppable scope(context_.get(), stop);
            const auto code = llama_decode(context_.get(), batch.view());
            llama_synchronize(context_.get());
            return code;
        }();
        if (stop.stop_requested()) throw error(error_id::cancelled, "the caller asked to stop; nothing of this request is kept");
        if (result != 0)
            throw error(error_id::model_failed, "llama_decode returned " + std::to_string(result) + " for a batch of " +
                                                    std::to_string(batch.size()) + " tokens; the engine's log option shows libllama's reason");
    }

    /// Reads tokens into sequence 0 from `position` on, in blocks. Logits are kept of the last one only, if of any.
    void read(std::span<const llama_token> tokens, std::size_t position, bool last_logits, const std::stop_token& stop) {
        while (!tokens.empty()) {
            const auto count = std::min(block, tokens.size());
            block_.clear();
            for (std::size_t i = 0; i < count; ++i)
                block_.add(tokens[i], position + i, 0, last_logits && i + 1 == tokens.size());
            decode(block_, stop);
            tokens = tokens.subspan(count);
            position += count;
        }
    }

    /// The logits after the token at this place of the batch decoded last; -1: of the last one. Valid until the next decode.
    [[nodiscard]] std::span<const float> logits(std::ptrdiff_t place) const {
        const auto* first = llama_get_logits_ith(context_.get(), static_cast<std::int32_t>(place));
        if (first == nullptr) throw error(error_id::model_failed, "libllama gave no logits; the engine's log option shows its reason");
        return {first, static_cast<std::size_t>(llama_vocab_n_tokens(vocab()))};
    }

private:
    /// Makes libllama look at a stop token between its operations, for as long as this lives.
    struct stoppable {
        stoppable(llama_context* running, const std::stop_token& stop) : context(running) {
            const auto asked = [](void* token) { return static_cast<const std::stop_token*>(token)->stop_requested(); };
            llama_set_abort_callback(context, asked, const_cast<std::stop_token*>(&stop));
        }
        ~stoppable() { llama_set_abort_callback(context, nullptr, nullptr); }
        stoppable(const stoppable&) = delete;
        stoppable& operator=(const stoppable&) = delete;
        llama_context* context;
    };

    static llama_model_ptr load(const llama_cpp_options& options) {
        const data_location where{options.path};
        std::ifstream file(options.path, std::ios::binary);
        char magic[4] = {};
        if (!file) throw error(error_id::model_not_found, "there is no such model file, or it may not be read; give the path of a GGUF file", where);
        if (!file.read(magic, 4) || std::string_view(magic, 4) != "GGUF")
            throw error(error_id::model_failed, "this is not a GGUF file; convert the model with llama.cpp's convert_hf_to_gguf.py", where);
        file.close();

        auto params = llama_model_default_params();
        params.n_gpu_layers = options.gpu_layers;
        // Repacked weights would round differently from one width to the next, and could not be shared between engines.
        params.use_extra_bufts = false;
        bool wanted = true;
        struct watch { const std::function<bool(float)>& tell; bool& wanted; } progress{options.loading, wanted};
        if (options.loading) {
            params.progress_callback = [](float part, void* data) {
                auto& w = *static_cast<watch*>(data);
                return w.wanted = w.tell(part);
            };
            params.progress_callback_user_data = &progress;
        }
        llama_model_ptr model(llama_model_load_from_file(options.path.c_str(), params));
        if (!wanted) throw error(error_id::cancelled, "loading was cancelled by the progress callback", where);
        if (!model)
            throw error(error_id::model_failed,
                        "the model could not be loaded (" + llama_log::reason() + "); check that the file is complete", where);
        if (llama_model_has_encoder(model.get()) || !llama_model_has_decoder(model.get()))
            throw error(error_id::model_failed, "this model does not continue a text; use a decoder-only language model", where);
        const auto trained = llama_model_n_ctx_train(model.get());
        if (trained > 0 && options.context_length > static_cast<std::uint32_t>(trained))
            throw error(error_id::invalid_option, "context_length is " + std::to_string(options.context_length) + ", the model was trained for " +
                                                      std::to_string(trained) + "; choose at most that", where);
        return model;
    }

    static llama_context_ptr make_context(llama_model& model, const llama_cpp_options& options) {
        auto params = llama_context_default_params();
        const std::uint64_t sequences = options.lanes + 1;
        const std::uint64_t cells = (options.context_length + most_logits + std::uint64_t{255}) / 256 * 256 * sequences;  // llama.cpp's rounding
        if (cells > std::numeric_limits<std::int32_t>::max())
            throw error(error_id::invalid_option, "context_length x (lanes + 1) is " + std::to_string(cells) + "; it has to be below 2147483648");
        params.n_ctx = static_cast<std::uint32_t>(cells);
        params.n_seq_max = static_cast<std::uint32_t>(sequences);
        params.n_batch = params.n_ubatch = std::max(static_cast<std::uint32_t>(block), options.lanes);
        params.n_threads = params.n_threads_batch = static_cast<std::int32_t>(options.threads);
        params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;  // it divides a sum by the number of threads
        params.kv_unified = false;  // in one cache for all, the order of a sum depends on the other sequences
        // Older libllama reserves logits for a whole batch, newer ones can be told that fewer are wanted.
        [&](auto& newer) {
            if constexpr (requires { newer.n_outputs_max; })
                newer.n_outputs_max = std::max(static_cast<std::uint32_t>(most_logits), options.lanes);
        }(params);
        llama_context_ptr context(llama_init_from_model(&model, params));
        if (!context || llama_n_ctx_seq(context.get()) < options.context_length)
            throw error(error_id::model_failed, "no context of " + std::to_string(options.context_length) + " tokens x " + std::to_string(sequences) +
                                                    " could be made (" + llama_log::reason() + "); lower context_length or lanes", {options.path});
        return context;
    }

    llama_context_ptr context_{};
    llama_tokens block_{};
};

} // namespace calm::engines::detail
#endif
