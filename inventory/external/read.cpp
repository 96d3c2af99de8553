#include "inventory/external/read.h"

#include "base/json.h"
#include "base/text.h"
#include "inventory/external/values.h"

namespace attt::inventory {
namespace {

using base::Value;

constexpr std::size_t most_bytes = 192U << 20U;

enum class Kind { none, nessus, openvas, nmap, nuclei, testssl, generic, wazuh, table };

char first_character(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    const auto at = bytes.find_first_not_of(" \t\r\n");
    return at == std::string_view::npos ? ' ' : bytes[at];
}

// The name of the root element, without reading the rest.
std::string root_name(std::string_view bytes) {
    const std::string_view head = bytes.substr(0, 65'536);
    for (std::size_t at = head.find('<'); at != std::string_view::npos; at = head.find('<', at + 1)) {
        if (at + 1 >= head.size() || head[at + 1] == '?' || head[at + 1] == '!') {
            if (head.substr(at).starts_with("<!--")) at = std::min(head.find("-->", at), head.size() - 1);
            continue;
        }
        const auto end = head.find_first_of(" \t\r\n/>", at + 1);
        return std::string(head.substr(at + 1, end == std::string_view::npos ? 0 : end - at - 1));
    }
    return {};
}

Kind kind_of_xml(std::string_view bytes) {
    const std::string root = root_name(bytes);
    if (root == "NessusClientData_v2") return Kind::nessus;
    if (root == "nmaprun") return Kind::nmap;
    // reports of consoles have other children than these
    const bool gvm = bytes.find("<results") != std::string_view::npos && bytes.find("<nvt ") != std::string_view::npos;
    const bool empty_gvm = bytes.find("<scan_run_status>") != std::string_view::npos;
    if ((root == "report" || root == "get_reports_response") && (gvm || empty_gvm)) return Kind::openvas;
    return Kind::none;
}

bool has(const Value& value, std::string_view key) {
    return value.if_object() != nullptr && value.if_object()->contains(key);
}

Kind kind_of_json(const Value& root) {
    const base::Array* many = root.if_array();
    if (many != nullptr && many->empty()) return Kind::none;
    const Value& one = many != nullptr ? many->front() : root;
    if ((has(one, "template-id") || has(one, "templateID")) && has(one, "info")) return Kind::nuclei;
    if (has(root, "scanResult") || (many != nullptr && has(one, "id") && has(one, "severity") && has(one, "finding")))
        return Kind::testssl;
    if (root["findings"].if_array() != nullptr) return Kind::generic;
    const Value* hits = root.at_path("hits.hits");
    const base::Array* items = hits != nullptr ? hits->if_array() : many;
    if (items != nullptr && !items->empty()) {
        const Value& hit = items->front();
        const Value& source = has(hit, "_source") ? hit["_source"] : hit;
        if (has(source, "vulnerability") && has(source, "agent")) return Kind::wazuh;
    }
    return Kind::none;
}

// One value, or one a line. A line that was cut off at the end of the file is said to be, not the whole refused.
base::Result<Value> json_of(const std::string& bytes, const std::string& file, std::vector<base::Error>& defects,
                            std::size_t& left_out) {
    const base::JsonLimits limits{most_bytes, 64};
    auto whole = base::parse_json(bytes, file, limits);
    if (whole || bytes.find('\n') == std::string::npos) return whole;
    base::Array lines;
    int number = 0;
    for (std::size_t begin = 0; begin < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
        const std::string_view line = base::trim(std::string_view(bytes).substr(begin, end - begin));
        begin = end + 1;
        ++number;
        if (line.empty()) continue;
        auto one = base::parse_json(line, file, limits);
        if (one && one->if_object() != nullptr) {
            lines.push_back(std::move(*one));
            continue;
        }
        if (lines.empty()) return whole;
        ++left_out;
        if (left_out == 1) defects.push_back(external::defect("external.bad_line", file, {}, number));
    }
    return Value(std::move(lines));
}

ReadExternal refused(base::Error error) {
    ReadExternal out;
    out.defects.push_back(std::move(error));
    return out;
}

ReadExternal unknown(const std::string& file) {
    return refused(external::defect("external.unknown", file));
}

// A scan that was broken off ends without its closing tag: what stands before the last whole host is still read.
base::Result<base::XmlNode> xml_of(const std::string& bytes, const std::string& file, Kind kind) {
    const base::XmlLimits limits{most_bytes, 64, 12'000'000};
    auto whole = base::parse_xml(bytes, file, limits);
    if (whole || kind != Kind::nmap) return whole;
    constexpr std::string_view last_tag = "</host>";
    const auto last = bytes.rfind(last_tag);
    if (last == std::string::npos) return whole;
    auto mended = base::parse_xml(bytes.substr(0, last + last_tag.size()) + "</nmaprun>", file, limits);
    return mended ? mended : whole;
}

ReadExternal read_xml(const std::string& file, const std::string& bytes) {
    const Kind kind = kind_of_xml(bytes);
    if (kind == Kind::none) return unknown(file);
    const auto root = xml_of(bytes, file, kind);
    if (!root) return refused(root.error());
    switch (kind) {
        case Kind::nessus: return external::read_nessus(*root, file);
        case Kind::openvas: return external::read_openvas(*root, file);
        default: return external::read_nmap_results(*root, file);
    }
}

ReadExternal read_json(const std::string& file, const std::string& bytes) {
    std::vector<base::Error> defects;
    std::size_t left_out = 0;
    const auto root = json_of(bytes, file, defects, left_out);
    if (!root) return refused(root.error());
    ReadExternal out;
    switch (kind_of_json(*root)) {
        case Kind::nuclei: out = external::read_nuclei(*root, file); break;
        case Kind::testssl: out = external::read_testssl(*root); break;
        case Kind::generic: out = external::read_generic(*root, file); break;
        case Kind::wazuh: out = external::read_wazuh_vulnerabilities(*root, file); break;
        default: return unknown(file);
    }
    out.defects.insert(out.defects.begin(), defects.begin(), defects.end());
    out.left_out += left_out;
    return out;
}

bool is_json(const std::string& bytes) {
    const char first = first_character(bytes);
    return first == '{' || first == '[';
}

}  // namespace

bool is_external(const std::string& file, const std::string& bytes, const ExternalContext& context) {
    if (bytes.size() > most_bytes) return false;
    if (first_character(bytes) == '<') return kind_of_xml(bytes) != Kind::none;
    if (is_json(bytes)) {
        std::vector<base::Error> ignored;
        std::size_t left_out = 0;
        const auto root = json_of(bytes, file, ignored, left_out);
        return root && kind_of_json(*root) != Kind::none;
    }
    return !external::fitting_table(file, bytes, context).empty();
}

ReadExternal read_external(const std::string& file, const std::string& bytes, const ExternalContext& context) {
    if (bytes.size() > most_bytes)
        return refused({base::ErrorCode::bad_input,
                        "file.too_large",
                        {{"path", file}, {"limit", std::to_string(most_bytes)}},
                        {}});
    if (first_character(bytes) == '<') return read_xml(file, bytes);
    if (is_json(bytes)) return read_json(file, bytes);
    return external::read_external_table(file, bytes, context);
}

}  // namespace attt::inventory
