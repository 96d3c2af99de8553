// Answers as officers write them into a sheet: any bytes give a value or an error that names the question.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "rules/level.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const attt::rules::LevelRules levels = [] {
        const std::vector<std::string> directories = {ATTT_SOURCE_DIR "/rules"};
        return attt::rules::load_levels(directories, attt::rules::load_rules(directories).rules).levels;
    }();
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    for (const std::string& question : levels.order) {
        const auto value = attt::rules::parse_answer(levels, question, text);
        if (!value && value.error().arguments.empty()) std::abort();
    }
    if (attt::rules::parse_answer(levels, text, "1") && !levels.questions.contains(text)) std::abort();
    return 0;
}
