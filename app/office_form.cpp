#include "app/office_form.h"

#include "base/toml.h"

namespace attt::app {

base::Result<reports::Issuer> issuer_on(const Workspace& workspace, base::Date day) {
    reports::Issuer out;
    out.classification = workspace.config.classification;
    out.place = workspace.config.province;
    const Office* office = workspace.config.office_on(day);
    if (office == nullptr) return out;
    out.office = office->name;
    auto document = base::read_toml(workspace.file());
    if (!document) return tl::unexpected(document.error());
    std::vector<base::Error> known;  // opening the workspace has refused what is wrong
    base::TomlTable root(*document, known);
    for (base::TomlTable table : root.tables("office")) {
        if (table.string("name") != office->name || table.date("from") != office->from ||
            table.date("until") != office->until)
            continue;
        const auto text = [&](const char* key) { return table.string(key).value_or(""); };
        out.parent = text("parent");
        out.symbol = text("symbol");
        if (table.has("place")) out.place = text("place");
        out.authority = text("authority");
        out.post = text("post");
        out.signatory = text("signatory");
        out.recipients = table.strings("recipients").value_or(std::vector<std::string>{});
        break;
    }
    return out;
}

}  // namespace attt::app
