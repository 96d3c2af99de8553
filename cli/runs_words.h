// Runs in words, for several commands.
#pragma once

#include <string>

#include "base/catalogue.h"
#include "model/scan.h"

namespace attt::cli {

// "Đợt 12 được giữ lại: 180/240 phép dò không được trả lời, thường lệ 12/240 …"
std::string quarantine_in_words(std::int64_t run, const model::Quarantine& quarantine, const base::Catalogue& texts);

// "toàn bộ", or what it was limited to.
std::string request_in_words(const model::RunRequest& request, const base::Catalogue& texts);

}  // namespace attt::cli
