#include "base/workbook_parts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <pugixml.hpp>

#include "base/row_cells.h"
#include "base/text.h"
#include "base/unicode.h"
#include "base/xml_elements.h"

namespace attt::base {
namespace {

constexpr std::size_t most_small_part = 16U << 20U;
constexpr unsigned parse_flags =
    pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata | pugi::parse_eol | pugi::parse_ws_pcdata_single;

tl::unexpected<Error> failed(std::string_view message, const std::string& file, std::string_view part = {}) {
    return fail(ErrorCode::bad_input, message, {{"part", std::string(part)}}, {file, 0, {}});
}

// A part small enough to be read whole; parsed.
Result<void> load(const Archive& archive, const std::string& part, const std::string& file, pugi::xml_document& out) {
    auto bytes = archive.read(part, most_small_part);
    if (!bytes) return tl::unexpected(bytes.error());
    if (!out.load_buffer(bytes->data(), bytes->size(), parse_flags)) return failed("spreadsheet.damaged", file, part);
    return {};
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view local) {
    for (const pugi::xml_node& each : node.children()) {
        if (is_element(each, local)) return each;
    }
    return {};
}

std::string directory_of(std::string_view part) {
    const auto slash = part.rfind('/');
    return slash == std::string_view::npos ? std::string() : std::string(part.substr(0, slash + 1));
}

// "xl/" and "../xl/worksheets/sheet1.xml" -> "xl/worksheets/sheet1.xml"; from the root where it begins with a slash.
std::string resolved(std::string_view directory, std::string_view target) {
    std::string path = target.starts_with('/') ? std::string(target.substr(1)) : std::string(directory).append(target);
    std::replace(path.begin(), path.end(), '\\', '/');
    std::vector<std::string> steps;
    for (std::string& step : split(path, '/')) {
        if (step == ".." && !steps.empty()) steps.pop_back();
        if (step != ".." && step != "." && !step.empty()) steps.push_back(std::move(step));
    }
    std::string out;
    for (const std::string& step : steps)
        out.append(out.empty() ? "" : "/").append(step);
    return out;
}

struct Relation {
    std::string type;  // the last step of its URI
    std::string target;
};
using Relations = std::map<std::string, Relation, std::less<>>;

Result<Relations> read_relations(const Archive& archive, const std::string& of, const std::string& file) {
    const std::string directory = directory_of(of);
    const std::string part = directory + "_rels/" + of.substr(directory.size()) + ".rels";
    Relations out;
    if (!archive.contains(part)) return out;
    pugi::xml_document document;
    if (auto loaded = load(archive, part, file, document); !loaded) return tl::unexpected(loaded.error());
    for (const pugi::xml_node& node : document.document_element().children()) {
        if (attribute(node, "TargetMode") == "External") continue;
        const std::string_view type = attribute(node, "Type");
        out[std::string(attribute(node, "Id"))] = {std::string(type.substr(type.rfind('/') + 1)),
                                                   resolved(directory, attribute(node, "Target"))};
    }
    return out;
}

const Relation* of_type(const Relations& relations, std::string_view type) {
    for (const auto& [id, relation] : relations) {
        if (relation.type == type) return &relation;
    }
    return nullptr;
}

// Why an archive is no .xlsx.
std::string_view what_else(const Archive& archive) {
    const auto begins = [&](std::string_view part, std::string_view with) {
        const auto text = archive.contains(part) ? archive.read(part, 1U << 16U) : Result<std::string>("");
        return text && text->starts_with(with);
    };
    if (begins("mimetype", "application/vnd.oasis.opendocument.spreadsheet")) return "spreadsheet.is_ods";
    if (begins("mimetype", "application/vnd.oasis.opendocument")) return "spreadsheet.is_document";
    if (archive.contains("xl/workbook.bin")) return "spreadsheet.is_xlsb";
    if (archive.contains("word/document.xml") || archive.contains("ppt/presentation.xml"))
        return "spreadsheet.is_document";
    return "spreadsheet.not_workbook";
}

Result<std::string> workbook_part(const Archive& archive, const std::string& file) {
    auto relations = read_relations(archive, "", file);
    if (!relations) return tl::unexpected(relations.error());
    const Relation* office = of_type(*relations, "officeDocument");
    std::string part = office != nullptr ? office->target : "xl/workbook.xml";
    if (!archive.contains(part) || !part.ends_with(".xml") || part.starts_with("word/") || part.starts_with("ppt/"))
        return failed(what_else(archive), file);
    return part;
}

bool is_true(std::string_view text) {
    return text == "1" || text == "true" || text == "on";
}

}  // namespace

bool is_element(const pugi::xml_node& node, std::string_view local) {
    return node.type() == pugi::node_element && local_name(node.name()) == local;
}

std::string_view attribute(const pugi::xml_node& node, std::string_view local) {
    for (const pugi::xml_attribute& each : node.attributes()) {
        if (local_name(each.name()) == local) return each.value();
    }
    return {};
}

Result<WorkbookParts> read_workbook_parts(const Archive& archive, const std::string& file,
                                          const SpreadsheetLimits& limits) {
    auto part = workbook_part(archive, file);
    if (!part) return tl::unexpected(part.error());
    auto relations = read_relations(archive, *part, file);
    if (!relations) return tl::unexpected(relations.error());
    pugi::xml_document document;
    if (auto loaded = load(archive, *part, file, document); !loaded) return tl::unexpected(loaded.error());
    const pugi::xml_node root = document.document_element();
    if (!is_element(root, "workbook")) return failed("spreadsheet.not_workbook", file);

    WorkbookParts out;
    if (is_true(attribute(child(root, "workbookPr"), "date1904"))) out.date_system = DateSystem::from_1904;
    for (const pugi::xml_node& node : child(root, "sheets").children()) {
        // "id" alone would also find sheetId: the local name must be the whole of it
        const auto found = relations->find(attribute(node, "id"));
        if (found == relations->end() || found->second.type != "worksheet") continue;
        const std::string_view state = attribute(node, "state");
        out.sheets.push_back(
            {{nfc(trim(attribute(node, "name"))), state == "hidden" || state == "veryHidden"}, found->second.target});
        if (out.sheets.size() > limits.sheets) return failed("spreadsheet.too_large", file, *part);
    }
    if (out.sheets.empty()) return failed("spreadsheet.no_sheets", file);
    if (const Relation* styles = of_type(*relations, "styles")) out.styles = styles->target;
    if (const Relation* strings = of_type(*relations, "sharedStrings")) out.shared_strings = strings->target;
    return out;
}

Result<std::vector<NumberStyle>> read_styles(const Archive& archive, const std::string& part, const std::string& file) {
    std::vector<NumberStyle> out;
    if (part.empty() || !archive.contains(part)) return out;
    pugi::xml_document document;
    if (auto loaded = load(archive, part, file, document); !loaded) return tl::unexpected(loaded.error());
    const pugi::xml_node root = document.document_element();
    std::map<std::string, NumberStyle, std::less<>> custom;
    for (const pugi::xml_node& node : child(root, "numFmts").children())
        custom[std::string(attribute(node, "numFmtId"))] = number_style(attribute(node, "formatCode"));
    for (const pugi::xml_node& node : child(root, "cellXfs").children()) {
        const std::string_view id = attribute(node, "numFmtId");
        int number = 0;
        std::from_chars(id.data(), id.data() + id.size(), number);
        const auto found = custom.find(id);
        out.push_back(found != custom.end() ? found->second : built_in_number_style(number));
    }
    return out;
}

void TextPool::expect(std::uint64_t xml_bytes) {
    constexpr std::uint64_t most = 32U << 20U;
    constexpr std::uint64_t shortest_item = 24;  // <si><t>…</t></si> and a few letters
    const std::uint64_t bytes = std::min(xml_bytes, most);
    text_.reserve(bytes);
    ends_.reserve(bytes / shortest_item);
}

void TextPool::add(std::string_view text) {
    text_ += text;
    ends_.push_back(static_cast<std::uint32_t>(text_.size()));
}

std::string_view TextPool::at(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(text_).substr(begin, ends_[index] - begin);
}

void append_unescaped(std::string_view text, std::string& out) {
    while (true) {
        const auto at = text.find("_x");
        if (at == std::string_view::npos) break;
        unsigned code = 0;
        const char* const digits = text.data() + at + 2;
        const bool whole = text.size() >= at + 7 && text[at + 6] == '_' &&
                           std::from_chars(digits, digits + 4, code, 16).ptr == digits + 4;
        if (!whole) {
            out += text.substr(0, at + 2);
            text.remove_prefix(at + 2);
            continue;
        }
        out += text.substr(0, at);
        const auto c = static_cast<char32_t>(code);
        if (code != 0) out += to_utf8(std::u32string_view(&c, 1));
        text.remove_prefix(at + 7);
    }
    out += text;
}

void append_rich_text(const pugi::xml_node& node, std::string& out) {
    for (const pugi::xml_node& part : node.children()) {
        if (is_element(part, "t")) append_unescaped(part.text().get(), out);
        if (!is_element(part, "r")) continue;
        for (const pugi::xml_node& run : part.children()) {
            if (is_element(run, "t")) append_unescaped(run.text().get(), out);
        }
    }
}

void tidy(std::string& text) {
    // the no-break space that web pages and word processors leave at the ends
    constexpr std::string_view no_break = "\xC2\xA0";
    std::string_view kept = trim(text);
    while (kept.starts_with(no_break))
        kept = trim(kept.substr(2));
    while (kept.ends_with(no_break))
        kept = trim(kept.substr(0, kept.size() - 2));
    if (!is_nfc(kept)) {
        text = nfc(kept);
    } else if (kept.size() != text.size()) {
        text = std::string(kept);
    }
}

Result<TextPool> read_shared_strings(const Archive& archive, const std::string& part, const std::string& file,
                                     const SpreadsheetLimits& limits) {
    TextPool out;
    if (part.empty() || !archive.contains(part)) return out;
    auto opened = archive.part(part);
    if (!opened) return tl::unexpected(opened.error());
    out.expect(opened->claimed_size());
    constexpr std::array<std::string_view, 1> wanted = {"si"};
    XmlElements elements(std::move(*opened), file, part);
    pugi::xml_document document;
    std::string text;
    while (true) {
        std::string_view plain;
        while (const std::size_t length = read_plain_string(elements.buffered(), plain)) {
            text = plain;
            tidy(text);
            out.add(text);
            if (out.bytes() > limits.shared_strings) return failed("spreadsheet.too_large", file, part);
            elements.take(length);
        }
        auto element = elements.next(wanted);
        if (!element) return tl::unexpected(element.error());
        if (element->name.empty()) return out;
        if (!document.load_buffer_inplace(element->bytes.data(), element->bytes.size(), parse_flags,
                                          pugi::encoding_utf8))
            return failed("spreadsheet.damaged", file, part);
        text.clear();
        append_rich_text(document.document_element(), text);
        tidy(text);
        out.add(text);
        if (out.bytes() > limits.shared_strings) return failed("spreadsheet.too_large", file, part);
    }
}

}  // namespace attt::base
