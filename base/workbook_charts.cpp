#include "base/workbook_charts.h"

namespace attt::base {
namespace {

lxw_row_t last_row(const WorkbookSheet& sheet, lxw_row_t first_data_row) {
    return first_data_row + static_cast<lxw_row_t>(sheet.rows.size() + sheet.example.size()) - 1;
}

std::uint8_t type_of(WorkbookChart::Kind kind) {
    switch (kind) {
        case WorkbookChart::Kind::lines: return LXW_CHART_LINE;
        case WorkbookChart::Kind::columns: return LXW_CHART_COLUMN_STACKED;
        case WorkbookChart::Kind::bars: return LXW_CHART_BAR_STACKED;
    }
    return LXW_CHART_COLUMN_STACKED;
}

void dress(lxw_chart_series* series, WorkbookChart::Kind kind, std::uint32_t colour) {
    if (kind == WorkbookChart::Kind::lines) {
        lxw_chart_line line = {};
        line.color = colour;
        line.width = 2;
        chart_series_set_line(series, &line);
    } else {
        lxw_chart_fill fill = {};
        fill.color = colour;
        chart_series_set_fill(series, &fill);
    }
}

// Longer text in a chart is an error to the library.
constexpr std::size_t longest_title = 120;

}  // namespace

void add_workbook_colours(lxw_workbook* book, lxw_worksheet* target, const WorkbookSheet& sheet,
                          lxw_row_t first_data_row) {
    if (sheet.rows.empty()) return;
    const lxw_row_t last = last_row(sheet, first_data_row);
    for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
        const auto at = static_cast<lxw_col_t>(i);
        for (const WorkbookColour& colour : sheet.columns[i].colours) {
            std::string value = "\"" + colour.text + "\"";
            lxw_conditional_format rule = {};
            rule.type = LXW_CONDITIONAL_TYPE_CELL;
            rule.criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO;
            rule.value_string = value.data();
            rule.format = workbook_add_format(book);
            format_set_bg_color(rule.format, colour.ground);
            worksheet_conditional_format_range(target, first_data_row, at, last, at, &rule);
        }
        if (!sheet.columns[i].shaded) continue;
        lxw_conditional_format scale = {};
        scale.type = LXW_CONDITIONAL_2_COLOR_SCALE;
        scale.min_color = 0xFFFFFF;
        scale.max_color = 0xE8A07C;
        worksheet_conditional_format_range(target, first_data_row, at, last, at, &scale);
    }
}

void add_workbook_charts(lxw_workbook* book, lxw_worksheet* target, const WorkbookSheet& sheet,
                         lxw_row_t first_data_row) {
    if (sheet.rows.empty()) return;
    constexpr lxw_row_t chart_rows = 20;
    const lxw_row_t last = last_row(sheet, first_data_row);
    lxw_row_t at = first_data_row;
    for (const WorkbookChart& wanted : sheet.charts) {
        lxw_chart* chart = workbook_add_chart(book, type_of(wanted.kind));
        for (std::size_t i = 0; i < wanted.series.size(); ++i) {
            const auto column = static_cast<lxw_col_t>(wanted.series[i]);
            lxw_chart_series* series = chart_add_series(chart, nullptr, nullptr);
            const auto names = static_cast<lxw_col_t>(wanted.categories);
            chart_series_set_categories(series, sheet.name.c_str(), first_data_row, names, last, names);
            chart_series_set_values(series, sheet.name.c_str(), first_data_row, column, last, column);
            chart_series_set_name_range(series, sheet.name.c_str(), first_data_row - 1, column);
            if (i < wanted.colours.size()) dress(series, wanted.kind, wanted.colours[i]);
        }
        if (wanted.title.size() <= longest_title) chart_title_set_name(chart, wanted.title.c_str());
        if (wanted.kind == WorkbookChart::Kind::bars) chart_axis_set_reverse(chart->y_axis);
        chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
        lxw_chart_options options = {};
        options.x_scale = 1.4;
        options.y_scale = 1.3;
        worksheet_insert_chart_opt(target, at, static_cast<lxw_col_t>(sheet.columns.size() + 1), chart, &options);
        at += chart_rows;
    }
}

}  // namespace attt::base
