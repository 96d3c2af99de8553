// How well inserted content is found: precision and recall over the corpus, each half by itself.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "content_corpus.h"

namespace attt::scanner::content {
namespace {

const WordList& words() {
    static const WordList list =
        WordList::load(std::string(ATTT_SOURCE_DIR) + "/scanner/data/content_words.toml").value();
    return list;
}

Crawl crawled(const testing::Specimen& specimen) {
    Surroundings around{&words(), "site.example", {}};
    CrawlLimits limits;
    limits.as_search_engine = true;
    limits.time = std::chrono::minutes(10);
    return crawl("http://site.example/", around, testing::served(specimen), limits);
}

struct Score {
    int found = 0, missed = 0, false_alarms = 0, quiet = 0;
    std::string wrong;
    double precision() const { return found + false_alarms == 0 ? 0 : double(found) / (found + false_alarms); }
    double recall() const { return found + missed == 0 ? 0 : double(found) / (found + missed); }
};

Score scored(bool held_out) {
    Score score;
    for (const testing::Specimen& specimen : testing::corpus()) {
        if (specimen.held_out != held_out) continue;
        const Crawl seen = crawled(specimen);
        const bool alarm = !seen.signs.empty();
        ++(specimen.planted ? (alarm ? score.found : score.missed) : (alarm ? score.false_alarms : score.quiet));
        if (alarm == specimen.planted) continue;
        score.wrong += specimen.name;
        for (const Sign& sign : seen.signs)
            score.wrong += "\n    " + sign.kind + " " + sign.how + " " + sign.place + ": " + sign.snippet;
        score.wrong += "\n";
    }
    return score;
}

class Halves : public ::testing::TestWithParam<bool> {};

TEST_P(Halves, AreToldApart) {
    const Score score = scored(GetParam());
    std::cout << (GetParam() ? "held out: " : "worked on: ") << score.found + score.missed << " planted, "
              << score.false_alarms + score.quiet << " innocent; precision " << score.precision() << ", recall "
              << score.recall() << "\n";
    EXPECT_GE(score.found + score.missed, 30);
    EXPECT_GE(score.false_alarms + score.quiet, 100);
    EXPECT_GE(score.precision(), 0.97) << score.wrong;
    EXPECT_GE(score.recall(), 0.97) << score.wrong;
}

INSTANTIATE_TEST_SUITE_P(Corpus, Halves, ::testing::Bool(), [](const auto& half) {
    return half.param ? std::string("HeldOut") : std::string("WorkedOn");
});

}  // namespace
}  // namespace attt::scanner::content
