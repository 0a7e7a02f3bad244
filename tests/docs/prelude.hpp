// What the code fragments of the documentation see: the library, short names for its parts, and a few values to work on.
#pragma once

#include "calm/calm.hpp"
#include "calm/io/joined_responses.hpp"
#include "calm/io/json_writer.hpp"
#include "calm/io/llama_factory.hpp"
#include "calm/io/question_reader.hpp"
#include "calm/io/response_reader.hpp"
#include "calm/io/sampled_reader.hpp"
#include "calm/io/trl.hpp"
#include "calm/measure/summary.hpp"

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace views = calm::views;
namespace extract = calm::extract;
namespace vote = calm::vote;
namespace prefer = calm::prefer;

inline std::vector<calm::question> questions;
inline std::vector<calm::sampled_question> sampled;
inline std::vector<calm::answered_question> answered;
inline std::vector<calm::voted_question> voted;
inline calm::engines::replay model;
