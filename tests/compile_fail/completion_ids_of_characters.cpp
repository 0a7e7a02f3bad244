// expect: token_id
#include "calm/loss/completion_tokens.hpp"

namespace loss = calm::loss;

void characters(const loss::matrix<const char32_t>& ids, const loss::matrix<const bool>& mask) { loss::completion_tokens().assign(ids, mask); }
