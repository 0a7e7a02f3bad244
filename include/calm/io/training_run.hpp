// Ready configurations for training runs with LLaMA-Factory.
#pragma once

#include "calm/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace calm::io {

/// A model as LLaMA-Factory names it.
struct training_model {
    std::string path{};           ///< model_name_or_path
    std::string chat_template{};  ///< template: llama3, mistral, qwen, gemma, ...
};

/// The two models of the CALM paper.
[[nodiscard]] inline training_model llama3_8b_instruct() { return {"meta-llama/Meta-Llama-3-8B-Instruct", "llama3"}; }
[[nodiscard]] inline training_model mistral_7b_instruct() { return {"mistralai/Mistral-7B-Instruct-v0.2", "mistral"}; }

/// What a run trains on and how. The defaults are LLaMA-Factory's own example values for LoRA.
struct training_run {
    training_model model = llama3_8b_instruct();
    std::string dataset{};               ///< name in dataset_info.json; needed
    std::string dataset_dir = "data";    ///< directory of dataset_info.json
    std::string output_dir{};            ///< where the adapter is saved; needed
    std::uint32_t lora_rank = 8;         ///< >= 1
    std::uint32_t cutoff_len = 2048;     ///< tokens of prompt and completion, >= 1
    std::uint32_t batch_size = 1;        ///< per device, >= 1
    std::uint32_t accumulation = 8;      ///< gradient accumulation steps, >= 1
    double learning_rate = 5.0e-6;       ///< > 0
    double epochs = 3.0;                 ///< > 0
    double warmup_ratio = 0.1;           ///< in [0, 1)
    double beta = 0.1;                   ///< DPO's temperature, > 0; not used by supervised fine-tuning
    std::string loss = "sigmoid";        ///< pref_loss: sigmoid (DPO), ipo, hinge, orpo, simpo
    bool bf16 = true;
};

namespace detail {

/// A number that YAML 1.1 readers (PyYAML) take for a float: those want a point, and a sign in the exponent.
inline std::string yaml_number(double value) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    std::string text(buffer.data(), end);
    if (text.find('.') == text.npos) text.insert(std::min(text.find('e'), text.size()), ".0");
    return text;
}

/// A text that stays a text in YAML: in double quotes, unless it is plainly a path or a name.
inline std::string yaml_text(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    bool plain = !text.empty() && (letter(text.front()) || text.front() == '/');
    for (const char c : text) plain = plain && (letter(c) || (c >= '0' && c <= '9') || std::string_view("_-./").find(c) != std::string_view::npos);
    for (const std::string_view word : {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}) {  // read as something else, in any case
        bool same = text.size() == word.size();
        for (std::size_t i = 0; same && i < word.size(); ++i) same = (text[i] | 0x20) == word[i];
        plain = plain && !same;
    }
    if (plain) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        if (c == '\n') quoted += "\\n";
        else if (static_cast<unsigned char>(c) < 0x20)
            throw error(error_id::invalid_option, "a path or name holds a control character; give it without");
        else quoted += c;
    }
    return quoted += '"';
}

inline void check(const training_run& run) {
    const auto require = [](bool met, const char* problem) {
        if (!met) throw error(error_id::invalid_option, problem);
    };
    const auto positive = [](double value) { return std::isfinite(value) && value > 0; };
    require(!run.model.path.empty() && !run.model.chat_template.empty(), "training_run::model is incomplete; give its path and its template");
    require(!run.dataset.empty(), "training_run::dataset is empty; give a name from dataset_info.json");
    require(!run.output_dir.empty(), "training_run::output_dir is empty; say where to save the adapter");
    require(run.lora_rank > 0 && run.cutoff_len > 0 && run.batch_size > 0 && run.accumulation > 0,
            "lora_rank, cutoff_len, batch_size and accumulation must be at least 1");
    require(positive(run.learning_rate) && positive(run.epochs) && positive(run.beta), "learning_rate, epochs and beta must be above 0");
    require(run.warmup_ratio >= 0 && run.warmup_ratio < 1, "warmup_ratio must be in [0, 1)");
}

/// The whole file; `stage` is dpo or sft.
inline std::string run_yaml(const training_run& run, std::string_view stage) {
    check(run);
    std::string yaml;
    const auto line = [&](std::string_view key, std::string_view value) { yaml.append(key).append(": ").append(value).append("\n"); };
    line("model_name_or_path", yaml_text(run.model.path));
    line("stage", stage);
    line("do_train", "true");
    line("finetuning_type", "lora");
    line("lora_rank", std::to_string(run.lora_rank));
    line("lora_target", "all");
    if (stage == "dpo") {
        line("pref_beta", yaml_number(run.beta));
        line("pref_loss", yaml_text(run.loss));
    }
    line("dataset", yaml_text(run.dataset));
    line("dataset_dir", yaml_text(run.dataset_dir));
    line("template", yaml_text(run.model.chat_template));
    line("cutoff_len", std::to_string(run.cutoff_len));
    line("output_dir", yaml_text(run.output_dir));
    line("per_device_train_batch_size", std::to_string(run.batch_size));
    line("gradient_accumulation_steps", std::to_string(run.accumulation));
    line("learning_rate", yaml_number(run.learning_rate));
    line("num_train_epochs", yaml_number(run.epochs));
    line("lr_scheduler_type", "cosine");
    line("warmup_ratio", yaml_number(run.warmup_ratio));
    line("bf16", run.bf16 ? "true" : "false");
    return yaml;
}

} // namespace detail

/// The YAML file of a DPO run: `llamafactory-cli train FILE`. The data set has to be one of preference pairs.
/// @throws error (invalid_option) for a value out of its range
[[nodiscard]] inline std::string dpo_run_yaml(const training_run& run) { return detail::run_yaml(run, "dpo"); }

/// The YAML file of a supervised fine-tuning run. @throws error (invalid_option)
[[nodiscard]] inline std::string sft_run_yaml(const training_run& run) { return detail::run_yaml(run, "sft"); }

} // namespace calm::io
