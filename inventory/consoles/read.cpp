#include "inventory/consoles/read.h"

#include <algorithm>

#include "base/json.h"
#include "base/table_columns.h"
#include "base/table_file.h"
#include "base/text.h"
#include "base/xml.h"
#include "inventory/attributes.h"
#include "inventory/consoles/agents.h"
#include "inventory/consoles/report_xml.h"

namespace attt::inventory {
namespace {

std::string stem_of(const std::string& file) {
    const auto slash = file.find_last_of('/');
    std::string name = slash == std::string::npos ? file : file.substr(slash + 1);
    if (const auto dot = name.find_last_of('.'); dot != std::string::npos && dot > 0) name.erase(dot);
    return name;
}

// The profile whose headings the sheet has most of; nothing where the known ones do as well without.
const ConsoleProfile* best_profile(const Sheet& sheet, const std::vector<ConsoleProfile>* profiles) {
    const ConsoleProfile* best = nullptr;
    if (profiles == nullptr) return best;
    const auto understood = [&](const ConsoleProfile* profile) -> std::ptrdiff_t {
        const auto headings = find_headings(sheet, profile);
        if (!headings) return 0;
        const auto& cells = sheet.rows[headings->row].cells;
        std::ptrdiff_t own = 0;
        for (const auto& [field, spellings] : profile->headings) {
            own += std::any_of(spellings.begin(), spellings.end(), [&](const std::string& spelling) {
                return std::find(cells.begin(), cells.end(), spelling) != cells.end();
            });
        }
        // every heading that the officer mapped is there
        return own == std::ssize(profile->headings) ? own : 0;
    };
    std::ptrdiff_t most = 0;
    for (const ConsoleProfile& profile : *profiles) {
        const std::ptrdiff_t count = understood(&profile);
        if (count > most) {
            most = count;
            best = &profile;
        }
    }
    return best;
}

// A list of the inventory says so by its headings: it comes before a console's export that happens to fit.
bool is_inventory(const Sheet& sheet) {
    constexpr std::size_t most_rows = 20;
    base::SheetTop top;
    for (std::size_t i = 0; i < std::min(sheet.rows.size(), most_rows); ++i) {
        const base::TableRow& row = sheet.rows[i];
        top.rows.push_back({static_cast<std::size_t>(row.line), row.cells, std::vector<bool>(row.cells.size(), false)});
    }
    return recognise(top, std::nullopt).has_value();
}

enum class Content { table, xml, json };

// By the first character that is not white space.
Content content_of(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    const auto first = bytes.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return Content::table;
    if (bytes[first] == '<') return Content::xml;
    // a heading row may begin with a bracket too, but not with one that opens data
    const auto second = bytes.find_first_not_of(" \t\r\n", first + 1);
    const char next = second == std::string_view::npos ? ' ' : bytes[second];
    if (bytes[first] == '{' && (next == '"' || next == '}')) return Content::json;
    if (bytes[first] == '[' && (next == '{' || next == ']')) return Content::json;
    return Content::table;
}

ReadSource refused(base::Error error, const SourceOptions& options) {
    ReadSource out;
    out.defects.push_back(std::move(error));
    finish(out, options);
    return out;
}

base::Error unknown_content(const std::string& file) {
    return {base::ErrorCode::bad_input, "agent.unknown", {}, {file, 0, {}}};
}

bool has(const base::Value& value, std::string_view key) {
    return value.if_object() != nullptr && value.if_object()->contains(key);
}

// Of several rows or of one: what they look like.
const base::Value& sample_of(const base::Value& root) {
    const base::Array* rows = root.if_array();
    return rows != nullptr && !rows->empty() ? rows->front() : root;
}

// One value, or one a line as logs have it.
base::Result<base::Value> parse_json_or_lines(const std::string& bytes, const std::string& file) {
    auto whole = base::parse_json(bytes, file);
    const auto first_end = bytes.find('\n');
    if (whole || first_end == std::string::npos) return whole;
    base::Array lines;
    for (std::size_t begin = 0; begin < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
        const std::string_view line = base::trim(std::string_view(bytes).substr(begin, end - begin));
        begin = end + 1;
        if (line.empty()) continue;
        auto one = base::parse_json(line, file);
        if (!one || one->if_object() == nullptr) return whole;
        lines.push_back(std::move(*one));
    }
    return base::Value(std::move(lines));
}

ReadSource read_json(const std::string& file, const std::string& bytes, const SourceOptions& options) {
    const auto root = parse_json_or_lines(bytes, file);
    if (!root) return refused(root.error(), options);
    const base::Value& sample = sample_of(*root);
    const base::Value& machine = has(*root, "value") ? sample_of((*root)["value"]) : sample;
    if (has(*root, "content") && has(*root, "deviceid")) return read_agent(*root, file, options);
    if (has(machine, "computerDnsName") || has(machine, "defenderAvStatus")) return read_defender(*root, file, options);
    if (has(machine, "deviceName") && (has(machine, "lastSyncDateTime") || has(machine, "managementAgent")))
        return read_intune(*root, file, options);
    if (is_osquery(has(*root, "hosts") ? sample_of((*root)["hosts"]) : sample))
        return read_osquery(*root, file, options);
    const bool wazuh = root->at_path("data.affected_items") != nullptr || root->at_path("hits.hits") != nullptr ||
                       has(sample, "agent") || has(sample, "agent_id") || has(sample["_source"], "agent");
    if (wazuh) return read_wazuh(*root, file, options);
    return refused(unknown_content(file), options);
}

// A scan that was broken off ends without its closing tag: what stands before the last whole host is still read.
base::Result<base::XmlNode> parse_broken_off(const std::string& bytes, const std::string& file) {
    auto whole = base::parse_xml(bytes, file);
    constexpr std::string_view last_tag = "</host>";
    const auto last = bytes.rfind(last_tag);
    if (whole || bytes.find("<nmaprun") == std::string::npos || last == std::string::npos) return whole;
    auto mended = base::parse_xml(bytes.substr(0, last + last_tag.size()) + "</nmaprun>", file);
    return mended ? mended : whole;
}

ReadSource read_table(const Sheet& sheet, const SourceContext& context) {
    const ConsoleProfile* profile =
        context.profile != nullptr ? context.profile : best_profile(sheet, context.profiles);
    return read_console(sheet, profile, context.agency_of, context.options);
}

ReadSource read_xml(const std::string& file, const std::string& bytes, const SourceContext& context) {
    const SourceOptions& options = context.options;
    const auto root = parse_broken_off(bytes, file);
    if (!root) return refused(root.error(), options);
    if (const auto report = sheet_of_report(*root, file)) return read_table(*report, context);
    if (root->name == "REQUEST" || root->name == "OCS") return read_agent(base::plain(*root), file, options);
    if (root->name == "nmaprun") return read_nmap(*root, file, options);
    if (root->name == "edXMLEnvelope" || root->name == "AVReport") return read_avreport(*root, file, options);
    return refused(unknown_content(file), options);
}

}  // namespace

base::Result<Sheet> read_sheet(const std::string& file, const std::string& bytes, const ConsoleProfile* profile) {
    if (content_of(bytes) == Content::xml) {
        const auto root = base::parse_xml(bytes, file);
        if (!root) return tl::unexpected(root.error());
        auto report = sheet_of_report(*root, file);
        return report ? base::Result<Sheet>(std::move(*report)) : base::fail(unknown_content(file));
    }
    auto table = base::TableFile::open(bytes, file);
    if (!table) return tl::unexpected(table.error());
    std::optional<Sheet> best;
    std::size_t most = 0;
    for (std::size_t number = 0; number < table->sheets().size(); ++number) {
        Sheet sheet{file, {}, {}};
        auto read = table->read_rows(number, [&](const base::SheetRow& row) {
            base::TableRow out;
            out.line = static_cast<int>(row.number);
            for (const base::Cell& cell : row.cells) {
                out.cells.resize(cell.column + 1);
                out.cells[cell.column] = cell.text;
            }
            sheet.rows.push_back(std::move(out));
            return true;
        });
        if (!read) return tl::unexpected(read.error());
        const auto headings = find_headings(sheet, profile);
        const auto understood =
            headings ? static_cast<std::size_t>(std::count_if(headings->columns.begin(), headings->columns.end(),
                                                              [](const auto& column) { return column.has_value(); }))
                     : 0;
        if (best && understood <= most) continue;
        most = understood;
        best = std::move(sheet);
    }
    return best ? std::move(*best) : Sheet{file, {}, {}};
}

bool is_source(const std::string& file, const std::string& bytes, const std::vector<ConsoleProfile>* profiles) {
    if (content_of(bytes) != Content::table) return true;
    const auto sheet = read_sheet(file, bytes, nullptr);
    if (!sheet) return false;
    return best_profile(*sheet, profiles) != nullptr || (find_headings(*sheet, nullptr) && !is_inventory(*sheet));
}

bool is_list(const std::string& file, const std::string& bytes) {
    if (base::to_lower_ascii(file).ends_with(".toml")) return true;
    if (content_of(bytes) != Content::table) return false;
    const auto sheet = read_sheet(file, bytes, nullptr);
    return sheet && is_inventory(*sheet);
}

ReadSource read_source_file(const std::string& file, const std::string& bytes, const SourceContext& context) {
    SourceContext own = context;
    if (own.options.name.empty()) own.options.name = stem_of(file);
    // whose file it is comes after what a record says itself
    own.options.agency.clear();
    ReadSource out;
    switch (content_of(bytes)) {
        case Content::xml: out = read_xml(file, bytes, own); break;
        case Content::json: out = read_json(file, bytes, own.options); break;
        case Content::table: {
            auto sheet = read_sheet(file, bytes, own.profile);
            out = sheet ? read_table(*sheet, own) : refused(sheet.error(), own.options);
        }
    }
    for (model::ComputerRecord& record : out.source.records) {
        if (record.agency.empty() && !record.group.empty()) record.agency = context.agency_of(record.group);
        if (record.agency.empty()) record.agency = context.options.agency;
    }
    return out;
}

}  // namespace attt::inventory
