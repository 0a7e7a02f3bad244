// Forward declarations of the records, for headers that only name them.
#pragma once

#include <cstdint>

namespace calm {

class error;
enum class error_id : std::uint16_t;
struct data_location;
struct skipped_records;

class language;
class answer_key;
struct option;
struct localized_question;
struct question;
struct response;
struct sampled_question;
struct byte_span;
struct answer;
struct answered_question;
struct ballot;
struct voted_question;
struct preference_pair;
struct sft_row;

struct draw_key;
struct prompt_text;
struct sampling_settings;
struct generation_request;
struct completion;
struct scoring_request;
struct token_score;
struct sample_options;

} // namespace calm
