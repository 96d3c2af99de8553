// The search for inserted content over the pages of tests/data/content: each a small site of its own.
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <optional>

#include "base/text.h"
#include "content_corpus.h"

namespace attt::scanner::content {
namespace {

using testing::Answer;
using testing::Specimen;

constexpr const char* before =
    R"(<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Cổng thông tin điện tử</title></head><body>
<header><a href="/">Trang chủ</a> <a href="/gioi-thieu">Giới thiệu</a> <a href="https://chinhphu.vn/">Chính phủ</a></header>
<main><p>Sáng 12/11, Ủy ban nhân dân tổ chức hội nghị sơ kết công tác cải cách hành chính, chuyển đổi số; các đại biểu thảo luận về
hạ tầng số, dữ liệu dùng chung và đào tạo cán bộ cấp xã.</p>)";
constexpr const char* after = "</main><footer>Bản quyền thuộc cơ quan</footer></body></html>";

std::optional<Visitor> visitor_named(const std::string& name) {
    for (const Visitor visitor :
         {Visitor::browser, Visitor::crawler, Visitor::other_crawler, Visitor::referred, Visitor::referred_mobile}) {
        if (name_of(visitor) == name) return visitor;
    }
    return std::nullopt;
}

// An answer under way: where it belongs, and its text so far.
struct Writing {
    std::string path = "/";
    Visitor visitor = Visitor::browser;
    std::string media_type = "text/html; charset=utf-8";
    std::string text;

    Answer answer() const {
        if (text.starts_with("-> ")) return {302, "", std::string(base::trim(text.substr(3))), ""};
        const bool whole = text.starts_with("<!DOCTYPE") || media_type.find("html") == std::string::npos;
        return {200, whole ? text : before + text + after, "", media_type};
    }
};

std::vector<Specimen> specimens(const std::string& name_of_file) {
    std::vector<Specimen> out;
    Writing writing;
    const auto finish = [&] {
        if (!out.empty()) out.back().answers[writing.path][writing.visitor] = writing.answer();
    };
    std::ifstream file(std::string(ATTT_SOURCE_DIR) + "/tests/data/content/" + name_of_file);
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("=== ")) {
            finish();
            const std::string name = line.substr(4);
            out.push_back({name, name.starts_with("planted/"), false, {}});
            writing = {};
        } else if (line.starts_with("--- ")) {
            finish();
            const auto parts = base::split(line.substr(4), ' ');
            writing = {};
            writing.path = parts.at(0);
            if (parts.size() > 1) writing.visitor = visitor_named(parts[1]).value();
            if (parts.size() > 2) writing.media_type = parts[2];
        } else {
            writing.text += line + "\n";
        }
    }
    finish();
    for (Specimen& each : out) {
        for (auto& [path, answers] : each.answers)
            answers.try_emplace(Visitor::browser, Answer{404, "<html><body>404</body></html>", "", "text/html"});
    }
    return out;
}

struct Pages {
    const char* file;
    int most_missed;  // what is known to be missed: languages that no list of words holds, scripts that must be run
};

class ContentPages : public ::testing::TestWithParam<Pages> {};

TEST_P(ContentPages, AreToldApart) {
    const WordList words = WordList::load(std::string(ATTT_SOURCE_DIR) + "/scanner/data/content_words.toml").value();
    int found = 0, missed = 0, alarms = 0, quiet = 0;
    std::string wrong;
    for (const Specimen& specimen : specimens(GetParam().file)) {
        const Surroundings around{&words, "site.example", {}};
        CrawlLimits limits;
        limits.as_search_engine = true;
        limits.time = std::chrono::minutes(10);
        const Crawl seen = crawl("http://site.example/", around, testing::served(specimen), limits);
        const bool alarm = !seen.signs.empty();
        ++(specimen.planted ? (alarm ? found : missed) : (alarm ? alarms : quiet));
        if (alarm == specimen.planted) continue;
        wrong += specimen.name + "\n";
        for (const Sign& sign : seen.signs)
            wrong += "    " + sign.kind + " " + sign.how + " " + sign.place + ": " + sign.snippet + "\n";
    }
    std::cout << found + missed << " planted, " << missed << " missed; " << alarms + quiet << " innocent, " << alarms
              << " accused\n";
    EXPECT_GE(found + missed, 50);
    EXPECT_GE(alarms + quiet, 50);
    EXPECT_LE(missed, GetParam().most_missed) << wrong;
    EXPECT_EQ(alarms, 0) << wrong;
}

INSTANTIATE_TEST_SUITE_P(Files, ContentPages, ::testing::Values(Pages{"pages.txt", 0}, Pages{"pages_third.txt", 8}),
                         [](const auto& file) { return base::split(file.param.file, '.').front(); });

}  // namespace
}  // namespace attt::scanner::content
