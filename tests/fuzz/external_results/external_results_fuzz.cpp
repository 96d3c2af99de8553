// Every reader of other tools' results, and the judgement of what they give.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/json.h"
#include "inventory/external/read.h"
#include "rules/external.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace attt;
    static const rules::ExternalRules shipped = rules::load_external_rules({ATTT_SOURCE_DIR "/rules"}, {}).rules;
    const std::string bytes(data, data + size);
    const auto read = inventory::read_external("file", bytes, {shipped.tables, {}});
    std::vector<model::ExternalLook> looks;
    for (const model::ExternalHost& host : read.report.hosts) {
        for (const model::ExternalResult& result : host.results) {
            // an identity that is empty would join what is not the same; a score outside its scale would grade anything
            if (result.reference.empty() || result.description.size() > 1000) __builtin_trap();
            if (result.cvss && !(*result.cvss >= 0 && *result.cvss <= 10)) __builtin_trap();
        }
        model::ExternalLook look;
        look.report = 1;
        look.source = look.tool = read.report.tool;
        look.subject = {model::SubjectKind::website, "w"};
        // what is stored is read back the same
        look.host = model::external_host_from(model::to_value(host));
        if (base::to_canonical_json(model::to_value(look.host)) != base::to_canonical_json(model::to_value(host)))
            __builtin_trap();
        looks.push_back(std::move(look));
    }
    for (const model::Verdict& verdict : rules::judge_external(shipped, looks, {}, {})) {
        if (verdict.outcome == model::Outcome::unknown || verdict.instance.empty()) __builtin_trap();
    }
    return 0;
}
