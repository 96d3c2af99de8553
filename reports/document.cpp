#include "reports/document.h"

#include <array>
#include <cmath>

#include "reports/writing.h"

namespace attt::reports {
namespace {

CellValue number_cell(const std::optional<double>& value) {
    if (!value) return std::string("?");
    return static_cast<std::int64_t>(std::llround(*value));
}

// A share as a line draws it, in tenths of a percent.
CellValue percent_cell(const std::optional<double>& value) {
    if (!value) return std::string("?");
    return Share{static_cast<std::int64_t>(std::floor(*value * 10 + 1e-6)), 1000};  // cut, as everywhere
}

}  // namespace

std::string in_words(const CellValue& value, base::Language language) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* count = std::get_if<std::int64_t>(&value)) return show_count(*count, language);
    if (const auto* share = std::get_if<Share>(&value))
        return show_share(share->numerator, share->denominator, language);
    if (const auto* date = std::get_if<base::Date>(&value)) return base::show_date(*date);
    return "";
}

Table table_of(const Chart& chart) {
    Table out;
    out.caption = chart.title;
    out.sheet = chart.sheet;
    out.columns.push_back({chart.category, 2, Column::Kind::text});
    const auto kind = chart.percent ? Column::Kind::share : Column::Kind::number;
    const auto cell = [&](const std::optional<double>& value) {
        return Cell(chart.percent ? percent_cell(value) : number_cell(value));
    };
    if (chart.kind == Chart::Kind::grid) {
        for (const std::string& category : chart.categories)
            out.columns.push_back({category, 1, kind});
        for (const Series& series : chart.series) {
            Row row{Cell(series.name)};
            for (const auto& value : series.values)
                row.push_back(cell(value));
            out.rows.push_back(std::move(row));
        }
        return out;
    }
    for (const Series& series : chart.series)
        out.columns.push_back({series.name, 1, kind});
    for (std::size_t i = 0; i < chart.categories.size(); ++i) {
        Row row{Cell(chart.categories[i])};
        for (const Series& series : chart.series)
            row.push_back(i < series.values.size() ? cell(series.values[i]) : Cell());
        out.rows.push_back(std::move(row));
    }
    return out;
}

std::uint32_t ground_of(Tone tone) {
    constexpr std::array<std::uint32_t, 9> grounds = {0xFFFFFF, 0xD9EEDD, 0xF8D9CC, 0xE6E8EB, 0xEBC5CD,
                                                      0xF8D9CC, 0xF7E7C3, 0xDCE9F3, 0xF1F3F5};
    return grounds[static_cast<std::size_t>(tone)];
}

std::uint32_t ink_of(Tone tone) {
    constexpr std::array<std::uint32_t, 9> inks = {0x1C3D63, 0x1D6338, 0xA83A0C, 0x8A929C, 0x6D0F24,
                                                   0xBF5A2A, 0xE0B04C, 0x7FAFCF, 0xC9D0D8};
    return inks[static_cast<std::size_t>(tone)];
}

}  // namespace attt::reports
