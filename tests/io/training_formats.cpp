#include "calm/io/dataset_info.hpp"
#include "calm/io/llama_factory.hpp"
#include "calm/io/training_run.hpp"
#include "calm/io/trl.hpp"

#include "support.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

using calm::error_id;
using nlohmann::json;
using namespace calm_test;

namespace {

const calm::preference_pair pair{.question_id = "q", .instruction = "I", .input = "Q", .chosen = "C", .rejected = "R"};
const calm::sft_row row{.question_id = "q", .instruction = "I", .input = "Q", .output = "O"};

} // namespace

TEST_CASE("LLaMA-Factory rows", "[io][llama_factory]") {
    CHECK(calm::io::alpaca_row(pair).dump() == R"({"instruction":"I","input":"Q","chosen":"C","rejected":"R"})");
    CHECK(calm::io::alpaca_row(row).dump() == R"({"instruction":"I","input":"Q","output":"O"})");
    CHECK(calm::io::sharegpt_row(pair).dump() ==
          R"({"conversations":[{"from":"human","value":"I\nQ"}],"chosen":{"from":"gpt","value":"C"},"rejected":{"from":"gpt","value":"R"}})");
    CHECK(calm::io::sharegpt_row(row).dump() == R"({"conversations":[{"from":"human","value":"I\nQ"},{"from":"gpt","value":"O"}]})");
}

TEST_CASE("TRL rows have an explicit prompt", "[io][trl]") {
    CHECK(calm::io::trl_row(pair).dump() == R"({"prompt":"I\nQ","chosen":"C","rejected":"R"})");
    CHECK(calm::io::trl_row(row).dump() == R"({"prompt":"I\nQ","completion":"O"})");
    CHECK(calm::io::trl_conversational_row(pair).dump() ==
          R"({"prompt":[{"role":"user","content":"I\nQ"}],"chosen":[{"role":"assistant","content":"C"}],"rejected":[{"role":"assistant","content":"R"}]})");
    CHECK(calm::io::trl_conversational_row(row).dump() ==
          R"({"prompt":[{"role":"user","content":"I\nQ"}],"completion":[{"role":"assistant","content":"O"}]})");
    const auto kto = calm::io::kto_rows(pair);
    CHECK(kto[0].dump() == R"({"prompt":"I\nQ","completion":"C","label":true})");
    CHECK(kto[1].dump() == R"({"prompt":"I\nQ","completion":"R","label":false})");
    auto bare = pair;
    bare.instruction.clear();
    CHECK(calm::io::trl_row(bare)["prompt"] == "Q");
}

TEST_CASE("rows that no trainer could use are refused", "[io][llama_factory][trl]") {
    auto empty = pair;
    empty.rejected.clear();
    CHECK(error_of([&] { static_cast<void>(calm::io::alpaca_row(empty)); })->id() == error_id::empty_input);
    CHECK(error_of([&] { static_cast<void>(calm::io::sharegpt_row(empty)); })->id() == error_id::empty_input);
    CHECK(error_of([&] { static_cast<void>(calm::io::trl_row(empty)); })->id() == error_id::empty_input);
    CHECK(error_of([&] { static_cast<void>(calm::io::trl_conversational_row(empty)); })->id() == error_id::empty_input);
    CHECK(error_of([&] { static_cast<void>(calm::io::kto_rows(empty)); })->id() == error_id::empty_input);
    auto silent = row;
    silent.instruction.clear();
    silent.input.clear();
    CHECK(error_of([&] { static_cast<void>(calm::io::alpaca_row(silent)); })->id() == error_id::empty_input);
}

TEST_CASE("dataset_info.json lists every column that is used", "[io][dataset_info]") {
    using calm::io::dataset_form;
    const auto entry = [](dataset_form form) { return json::parse(calm::io::to_json({"n", "f.json", form}).dump()); };
    CHECK(entry(dataset_form::alpaca_preference) ==
          json::parse(R"({"file_name":"f.json","ranking":true,"columns":{"prompt":"instruction","query":"input","chosen":"chosen","rejected":"rejected"}})"));
    CHECK(entry(dataset_form::alpaca_sft) ==
          json::parse(R"({"file_name":"f.json","columns":{"prompt":"instruction","query":"input","response":"output"}})"));
    CHECK(entry(dataset_form::sharegpt_preference) == json::parse(R"({"file_name":"f.json","ranking":true,"formatting":"sharegpt",
          "columns":{"messages":"conversations","chosen":"chosen","rejected":"rejected"}})"));
    CHECK(entry(dataset_form::sharegpt_sft) ==
          json::parse(R"({"file_name":"f.json","formatting":"sharegpt","columns":{"messages":"conversations"}})"));
}

TEST_CASE("dataset_info.json is merged, and never lost", "[io][dataset_info]") {
    const scratch dir;
    const auto path = dir / "dataset_info.json";
    const std::vector<calm::io::dataset_entry> ours{{"dpo_en", "DPO_en.json"}, {"sft_en", "SFT_en.json", calm::io::dataset_form::alpaca_sft}};
    calm::io::merge_dataset_info(path, ours);
    const auto created = content(path);
    calm::io::merge_dataset_info(path, ours);
    CHECK(content(path) == created);

    dir.write("dataset_info.json", R"({"z":{"file_name":"z.json","tags":{"role_tag":"r"}},"dpo_en":{"file_name":"old","split":"x"},"a":{}})");
    calm::io::merge_dataset_info(path, ours);
    const auto merged = nlohmann::ordered_json::parse(content(path));
    std::vector<std::string> names;
    for (const auto& [name, value] : merged.items()) names.push_back(name);
    CHECK(names == std::vector<std::string>{"z", "dpo_en", "a", "sft_en"});
    CHECK(merged["z"]["tags"]["role_tag"] == "r");
    CHECK(merged["dpo_en"] == calm::io::to_json(ours[0]));

    for (const std::string old : {"[1]", "{\"a\":", "", "7"}) {
        dir.write("dataset_info.json", old);
        const auto problem = error_of([&] { calm::io::merge_dataset_info(path, ours); });
        REQUIRE(problem);
        CHECK((problem->id() == error_id::json_syntax || problem->id() == error_id::wrong_type));
        CHECK(content(path) == old);
    }
    const std::vector<calm::io::dataset_entry> nameless{{"", "f.json"}};
    CHECK(error_of([&] { calm::io::merge_dataset_info(dir / "new.json", nameless); })->id() == error_id::invalid_option);
    CHECK_FALSE(std::filesystem::exists(dir / "new.json"));
}

TEST_CASE("run files for LLaMA-Factory", "[io][training_run]") {
    calm::io::training_run run;
    run.dataset = "dpo_en";
    run.output_dir = "saves/llama3 \"calm\"";
    CHECK(calm::io::dpo_run_yaml(run) == R"(model_name_or_path: meta-llama/Meta-Llama-3-8B-Instruct
stage: dpo
do_train: true
finetuning_type: lora
lora_rank: 8
lora_target: all
pref_beta: 0.1
pref_loss: sigmoid
dataset: dpo_en
dataset_dir: data
template: llama3
cutoff_len: 2048
output_dir: "saves/llama3 \"calm\""
per_device_train_batch_size: 1
gradient_accumulation_steps: 8
learning_rate: 5.0e-06
num_train_epochs: 3.0
lr_scheduler_type: cosine
warmup_ratio: 0.1
bf16: true
)");
    run.model = calm::io::mistral_7b_instruct();
    run.dataset = "No";
    run.dataset_dir = "7";
    const auto sft = calm::io::sft_run_yaml(run);
    CHECK(sft.find("model_name_or_path: mistralai/Mistral-7B-Instruct-v0.2\nstage: sft\n") == 0);
    CHECK(sft.find("template: mistral\n") != sft.npos);
    CHECK(sft.find("pref_") == sft.npos);
    CHECK(sft.find("dataset: \"No\"\ndataset_dir: \"7\"\n") != sft.npos);  // would be a boolean and a number
}

TEST_CASE("values out of range are refused", "[io][training_run]") {
    const auto check = [](auto change) {
        calm::io::training_run run;
        run.dataset = "d";
        run.output_dir = "o";
        static_cast<void>(calm::io::dpo_run_yaml(run));
        change(run);
        const auto problem = error_of([&] { static_cast<void>(calm::io::dpo_run_yaml(run)); });
        REQUIRE(problem);
        CHECK(problem->id() == error_id::invalid_option);
    };
    check([](auto& run) { run.dataset.clear(); });
    check([](auto& run) { run.output_dir.clear(); });
    check([](auto& run) { run.output_dir = "a\tb"; });
    check([](auto& run) { run.model.chat_template.clear(); });
    check([](auto& run) { run.lora_rank = 0; });
    check([](auto& run) { run.beta = 0; });
    check([](auto& run) { run.learning_rate = std::nan(""); });
    check([](auto& run) { run.warmup_ratio = 1; });
}
