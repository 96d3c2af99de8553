// CSV and workbooks of results, by a column map: those of known tools, and an office's own.
#include <algorithm>

#include "base/table_columns.h"
#include "base/table_file.h"
#include "base/text.h"
#include "inventory/external/values.h"

namespace attt::inventory::external {
namespace {

using model::ExternalColumns;

// Where each field stands in a sheet, and below which row.
struct Layout {
    const ExternalColumns* columns = nullptr;
    std::size_t sheet = 0;
    std::size_t heading_row = 0;
    std::map<std::string, std::size_t, std::less<>> at;
};

// A table is read by a map when every heading that the map requires is there: what identifies a result and where it is.
std::optional<Layout> layout_of(const base::SheetTop& top, const ExternalColumns& columns) {
    for (const auto& row : top.rows) {
        Layout out;
        out.columns = &columns;
        out.heading_row = row.number;
        for (const auto& [field, spellings] : columns.headings) {
            for (std::size_t cell = 0; cell < row.cells.size() && !out.at.contains(field); ++cell) {
                const std::string key = base::heading_key(row.cells[cell]);
                const bool named = std::any_of(spellings.begin(), spellings.end(), [&](const std::string& spelling) {
                    return base::heading_key(spelling) == key;
                });
                if (named && !key.empty()) out.at.emplace(field, cell);
            }
        }
        const bool what = out.at.contains("reference") || out.at.contains("title");
        const bool where = out.at.contains("host") || out.at.contains("url") || out.at.contains("subject");
        const bool how_bad = out.at.contains("severity") || out.at.contains("cvss");
        if (what && where && how_bad) return out;
    }
    return std::nullopt;
}

// The map with most of its headings in the first sheet that any fits; the office's own come first.
base::Result<std::optional<Layout>> choose(base::TableFile& table, const ExternalContext& context) {
    std::optional<Layout> best;
    for (std::size_t sheet = 0; sheet < table.sheets().size(); ++sheet) {
        auto top = base::read_top(table, sheet);
        if (!top) return tl::unexpected(top.error());
        for (const ExternalColumns& columns : context.tables) {
            if (!context.table.empty() && columns.id != context.table) continue;
            auto layout = layout_of(*top, columns);
            if (!layout || (best && layout->at.size() <= best->at.size())) continue;
            layout->sheet = sheet;
            best = std::move(layout);
        }
    }
    return best;
}

class RowReader {
  public:
    RowReader(const Layout& layout, ReadExternal& out) : layout_(layout), out_(out), hosts_(out.report) {}

    void row(const base::SheetRow& row) {
        cells_.clear();
        for (const base::Cell& cell : row.cells) {
            if (cell.column >= 16'384) continue;
            if (cells_.size() <= cell.column) cells_.resize(cell.column + 1);
            cells_[cell.column] = cell.text;
        }
        if (row.number <= layout_.heading_row) return;
        model::ExternalResult result = read();
        if (result.reference.empty() && result.title.empty()) return;  // a line of totals, a blank
        if (!hosts_.room()) {
            ++out_.left_out;
            return;
        }
        model::ExternalHost& host = hosts_.of(host_key());
        for (const char* field : {"host", "address", "url"})
            add_host(host, cell(field));
        host.subject = label(cell("subject"));
        host.silent_because = "lists_only_what_it_found";
        if (result.seen && (!host.seen || *result.seen > *host.seen)) host.seen = result.seen;
        if (layout_.columns->tool == "nessus" && result.reference == "19506") {
            const std::string_view output = cell("output");
            const auto said = output.find("Credentialed checks");
            const auto colon = said == output.npos ? output.npos : output.find(':', said);
            if (colon != output.npos) host.credentialed = base::trim(output.substr(colon + 1)).starts_with("yes");
        }
        if (result.seen && (!out_.report.ended || *result.seen > *out_.report.ended)) out_.report.ended = result.seen;
        host.results.push_back(std::move(result));
    }

  private:
    std::string_view cell(std::string_view field) const {
        const auto found = layout_.at.find(field);
        if (found == layout_.at.end() || found->second >= cells_.size()) return {};
        return base::trim(cells_[found->second]);
    }

    std::string host_key() const {
        if (const std::string_view subject = cell("subject"); !subject.empty()) return "id " + label(subject);
        model::ExternalHost probe;
        for (const char* field : {"host", "url", "address"})
            add_host(probe, cell(field));
        if (!probe.names.empty()) return probe.names.front();
        return !probe.addresses.empty() ? probe.addresses.front() : label(cell("host"));
    }

    model::ExternalResult read() const {
        model::ExternalResult out;
        out.reference = label(cell("reference"));
        out.title = label(cell("title"));
        if (out.title.empty()) out.title = out.reference;
        if (out.reference.empty()) {
            out.reference = label(cell("cve"));
            if (out.reference.empty()) out.reference = out.title;
        }
        out.detail = label(cell("detail"));
        out.said = label(cell("severity"));
        out.cvss = score(cell("cvss"));
        out.cvss_vector = label(cell("cvss_vector"));
        add_cves(out.cves, cell("cve"));
        out.url = label(cell("url"));
        out.place = place_of_url(cell("url"));
        if (out.place.empty()) out.place = place_of(cell("protocol"), cell("port"));
        out.description = short_text(cell("description"));
        out.solution = short_text(cell("solution"));
        out.output = short_text(cell("output"));
        out.seen = moment(cell("date"));
        const std::string state = base::fold(cell("state"));
        out.gone = !state.empty() && std::any_of(layout_.columns->gone.begin(), layout_.columns->gone.end(),
                                                 [&](const std::string& word) { return base::fold(word) == state; });
        return out;
    }

    const Layout& layout_;
    ReadExternal& out_;
    Hosts hosts_;
    std::vector<std::string> cells_;
};

}  // namespace

std::string fitting_table(const std::string& file, const std::string& bytes, const ExternalContext& context) {
    auto table = base::TableFile::open(bytes, file);
    if (!table) return {};
    const auto layout = choose(*table, context);
    return layout && *layout ? (*layout)->columns->id : std::string();
}

ReadExternal read_external_table(const std::string& file, const std::string& bytes, const ExternalContext& context) {
    ReadExternal out;
    auto table = base::TableFile::open(bytes, file);
    if (!table) {
        out.defects.push_back(table.error());
        return out;
    }
    const auto layout = choose(*table, context);
    if (!layout) {
        out.defects.push_back(layout.error());
        return out;
    }
    if (!*layout) {
        std::string known;
        for (const ExternalColumns& columns : context.tables)
            known += (known.empty() ? "" : ", ") + columns.id;
        out.defects.push_back(defect("external.no_table", file, {{"known", known}}));
        return out;
    }
    out.report.tool = (*layout)->columns->tool;
    out.report.format = (*layout)->columns->id;
    RowReader reader(**layout, out);
    const auto read = table->read_rows((*layout)->sheet, [&](const base::SheetRow& row) {
        reader.row(row);
        return true;
    });
    if (!read) out.defects.push_back(read.error());
    for (model::ExternalHost& host : out.report.hosts) {
        if (out.report.tool != "nessus") continue;
        host.silent_because.clear();
        settle_nessus_host(host);
    }
    return out;
}

}  // namespace attt::inventory::external
