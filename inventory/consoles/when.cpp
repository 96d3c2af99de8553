#include "inventory/consoles/when.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include "base/text.h"
#include "inventory/words.h"

namespace attt::inventory {
namespace {

constexpr std::chrono::hours zone{7};  // Vietnam, since 1975

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::optional<double> number(std::string_view text) {
    double out = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return out;
}

std::optional<base::Time> within_reason(base::Time time) {
    constexpr std::chrono::sys_days first{std::chrono::year(2000) / 1 / 1};
    constexpr std::chrono::sys_days last{std::chrono::year(2100) / 1 / 1};
    if (time < first || time >= last) return std::nullopt;
    return time;
}

// Seconds or milliseconds since 1970, or days since 1899-12-30 as spreadsheets count.
std::optional<base::Time> from_number(double value) {
    constexpr double first_spreadsheet_day = 36'526;  // 2000-01-01
    constexpr double last_spreadsheet_day = 73'051;   // 2100-01-01
    if (value >= first_spreadsheet_day && value < last_spreadsheet_day) {
        const auto seconds = static_cast<std::int64_t>(std::llround((value - 25'569) * 86'400));
        return within_reason(base::Time(std::chrono::seconds(seconds)) - zone);
    }
    if (value >= 9e8 && value < 5e9)
        return within_reason(base::Time(std::chrono::seconds(static_cast<std::int64_t>(value))));
    if (value >= 9e11 && value < 5e12)
        return within_reason(base::Time(std::chrono::milliseconds(static_cast<std::int64_t>(value))));
    return std::nullopt;
}

// The runs of digits and of letters, folded.
struct Piece {
    std::string text;
    bool digits = false;
    char before = ' ';  // the character in front of it
};

std::vector<Piece> pieces_of(std::string_view text) {
    std::vector<Piece> out;
    char before = ' ';
    bool open = false;
    for (const char c : base::fold(text)) {
        const bool digit = is_digit(c);
        const bool letter = c >= 'a' && c <= 'z';
        if (!digit && !letter) {
            before = c;
            open = false;
            continue;
        }
        if (!open || out.back().digits != digit) out.push_back({{}, digit, before});
        out.back().text += c;
        open = true;
        before = ' ';
    }
    return out;
}

int whole(const Piece& piece) {
    int out = -1;
    if (piece.digits && piece.text.size() <= 4)
        std::from_chars(piece.text.data(), piece.text.data() + piece.text.size(), out);
    return out;
}

std::optional<int> month_named(std::string_view word) {
    constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    if (word.size() < 3) return std::nullopt;
    for (std::size_t i = 0; i < months.size(); ++i) {
        if (word.substr(0, 3) == months[i]) return static_cast<int>(i) + 1;
    }
    return std::nullopt;
}

struct Day {
    int year = 0, month = 0, day = 0;
};

std::optional<Day> take_day(std::vector<Piece>& pieces, bool month_first) {
    std::optional<int> named;
    std::vector<int> numbers;
    std::size_t used = 0;
    for (; used < pieces.size() && numbers.size() + (named ? 1U : 0U) < 3; ++used) {
        const Piece& piece = pieces[used];
        if (piece.digits) {
            numbers.push_back(whole(piece));
        } else if (auto month = month_named(piece.text); month) {
            named = month;
        }  // "ngay", "thg", weekdays
    }
    pieces.erase(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(used));
    if (named) {
        if (numbers.size() != 2) return std::nullopt;
        return numbers[0] > 31 ? Day{numbers[0], *named, numbers[1]} : Day{numbers[1], *named, numbers[0]};
    }
    if (numbers.size() != 3) return std::nullopt;
    if (numbers[0] > 31) return Day{numbers[0], numbers[1], numbers[2]};
    const int year = numbers[2] < 100 ? 2000 + numbers[2] : numbers[2];
    if ((month_first && numbers[0] <= 12) || numbers[1] > 12) return Day{year, numbers[0], numbers[1]};
    return Day{year, numbers[1], numbers[0]};
}

// What is left: hours, minutes, seconds, and which half of the day.
std::optional<std::chrono::seconds> time_of_day(const std::vector<Piece>& pieces) {
    std::vector<int> numbers;
    bool afternoon = false;
    bool halves = false;
    for (const Piece& piece : pieces) {
        if (piece.digits && numbers.size() < 3) numbers.push_back(whole(piece));
        if (piece.text == "pm" || piece.text == "ch" || piece.text == "chieu") afternoon = true;
        if (piece.text == "am" || piece.text == "sa" || piece.text == "sang") halves = true;
    }
    if (numbers.empty()) return std::chrono::seconds(0);
    numbers.resize(3);
    if (afternoon && numbers[0] < 12) numbers[0] += 12;
    if (halves && !afternoon && numbers[0] == 12) numbers[0] = 0;
    if (numbers[0] < 0 || numbers[0] > 23 || numbers[1] < 0 || numbers[1] > 59 || numbers[2] < 0 || numbers[2] > 60)
        return std::nullopt;
    return std::chrono::hours(numbers[0]) + std::chrono::minutes(numbers[1]) + std::chrono::seconds(numbers[2]);
}

}  // namespace

std::optional<base::Time> parse_when(std::string_view text, bool month_first) {
    constexpr std::size_t longest = 80;
    text = base::trim(text);
    if (text.empty() || text.size() > longest) return std::nullopt;
    if (const auto time = base::parse_rfc3339(text)) return within_reason(*time);
    if (const auto value = number(text)) return from_number(*value);
    const bool utc = text.ends_with('Z') && text.find('T') != std::string_view::npos;
    std::vector<Piece> pieces = pieces_of(text);
    // "16:10 23/11/2026"
    const auto clock_first = pieces.size() > 3 && pieces[0].digits && pieces[1].digits && pieces[1].before == ':';
    if (clock_first) {
        const auto date = std::find_if(pieces.begin() + 1, pieces.end(),
                                       [](const Piece& piece) { return piece.digits && piece.before == ' '; });
        std::rotate(pieces.begin(), date, pieces.end());
    }
    const auto day = take_day(pieces, month_first);
    if (!day) return std::nullopt;
    const base::Date date(std::chrono::year(day->year), std::chrono::month(static_cast<unsigned>(day->month)),
                          std::chrono::day(static_cast<unsigned>(day->day)));
    const auto clock = time_of_day(pieces);
    if (day->month < 1 || day->day < 1 || !date.ok() || !clock) return std::nullopt;
    const base::Time start = utc ? base::Time(std::chrono::sys_days(date)) : base::start_of_day(date);
    return within_reason(start + *clock);
}

bool shows_month_first(std::string_view text) {
    const auto pieces = pieces_of(text.substr(0, 80));
    return pieces.size() >= 3 && pieces[0].digits && pieces[1].digits && pieces[2].digits && pieces[1].before == '/' &&
           whole(pieces[0]) >= 1 && whole(pieces[0]) <= 12 && whole(pieces[1]) > 12 && whole(pieces[1]) <= 31;
}

std::optional<bool> parse_flag(std::string_view text) {
    static const std::array<Word, 2> words = {{
        {"true",
         "có | co | x | v | yes | y | true | t | 1 | 1.0 | ok | ✓ | ✔ | ☑ | đúng | đã cài | đã cài đặt | có cài | có "
         "cài đặt | đã có "
         "| installed | đang chạy | chạy | đang hoạt động | hoạt động | running | started | active | bật | đang bật | "
         "on | enabled | enable | protected | được bảo vệ | đang bảo vệ | bình thường | tốt | mới nhất | đã cập nhật | "
         "up to date | updated | current"},
        {"false",
         "không | khong | no | n | false | f | 0 | 0.0 | ✗ | ✘ | ☐ | sai | chưa | chưa cài | chưa cài đặt | không cài "
         "| không cài "
         "đặt | chưa có | không có | not installed | absent | không chạy | chưa chạy | dừng | đã dừng | tạm dừng | "
         "stopped | paused | "
         "suspended | not running | không hoạt động | ngừng hoạt động | inactive | tắt | đang tắt | off | disabled | "
         "disable | "
         "unprotected | không được bảo vệ | chưa được bảo vệ | lỗi thời | cũ | quá hạn | out of date | outdated | "
         "failed | failure"},
    }};
    static const WordList list(words);
    if (text.empty() || text.size() > 80) return std::nullopt;
    // signs that normalised() drops
    if (text == "✓" || text == "✔" || text == "☑") return true;
    if (text == "✗" || text == "✘" || text == "☐") return false;
    const auto id = list.id_of(text);
    return id ? std::optional(*id == "true") : std::nullopt;
}

}  // namespace attt::inventory
