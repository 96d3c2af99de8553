#include "inventory/consoles/report_xml.h"

#include <charconv>

#include "base/text.h"
#include "base/time.h"

namespace attt::inventory {
namespace {

using base::XmlNode;

std::string_view part(const XmlNode& field, std::string_view name) {
    const std::string_view attribute = field.attribute(name);
    return attribute.empty() ? field.text_of(name) : attribute;
}

// A field says its value and, where that is a number or a flag, the words that the console shows for it. A moment is
// taken as the value, which no language changes.
std::string text_of(const XmlNode& field) {
    const std::string_view value = part(field, "value");
    const std::string_view shown = part(field, "df_val");
    if (base::parse_rfc3339(value)) return std::string(value);
    for (const std::string_view text : {shown, value, std::string_view(field.text)}) {
        if (!base::trim(text).empty()) return base::nfc(base::trim(text));
    }
    return {};
}

base::TableRow row_of(const XmlNode& node, int line) {
    base::TableRow out{line, {}};
    for (const XmlNode& field : node.children)
        out.cells.push_back(text_of(field));
    return out;
}

const XmlNode* below(const XmlNode* node, std::string_view name) {
    return node != nullptr ? node->child(name) : nullptr;
}

std::optional<std::size_t> count_in(const XmlNode& records, const XmlNode& data, std::string_view name) {
    for (const XmlNode* node : {&records, &data}) {
        const XmlNode* found = node->child(name);
        if (found == nullptr) continue;
        const std::string text = text_of(*found);
        std::size_t count = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (error == std::errc() && end == text.data() + text.size()) return count;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Sheet> sheet_of_report(const XmlNode& root, const std::string& file) {
    const XmlNode* data = root.name == "data" ? &root : root.child("data");
    const XmlNode* records = below(data, "records");
    if (records == nullptr) return std::nullopt;
    const XmlNode* captions = records->child("records_header_capt");
    if (captions == nullptr) captions = data->child("records_header_capt");
    if (captions == nullptr) captions = records->child("records_header");
    if (captions == nullptr) return std::nullopt;
    Sheet out{file, {}, {}};
    out.rows.push_back(row_of(*captions, 1));
    for (const XmlNode& record : records->children) {
        if (record.name == "record") out.rows.push_back(row_of(record, static_cast<int>(out.rows.size()) + 1));
    }
    out.promised = count_in(*records, *data, "totreccount");
    if (!out.promised) out.promised = count_in(*records, *data, "reccount");
    return out;
}

}  // namespace attt::inventory
