// Letters as bytes, their queue, and when a certificate is spoken of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "app/week.h"
#include "base/base64.h"
#include "base/mail_message.h"
#include "base/text.h"
#include "store/office.h"

namespace attt {
namespace {

namespace fs = std::filesystem;

base::MailMessage message() {
    base::MailMessage out;
    out.from = {"Sở Khoa học và Công nghệ tỉnh Đồng Tháp", "attt@unit.example"};
    out.to = {"Bo phan CNTT", "cntt@stc.unit.example"};
    out.subject = "An toàn thông tin: tình hình tuần của Ủy ban nhân dân huyện Tháp Mười, 07/03/2023";
    out.date = *base::parse_rfc3339("2023-03-07T01:02:03Z");
    out.id = "attt.0123@unit.example";
    out.text = "Kính gửi\n.một dòng bắt đầu bằng dấu chấm\n";
    return out;
}

TEST(MailMessage, IsLinesOfAtMost76BytesOfAscii) {
    const std::string bytes = base::to_rfc5322(message()).value();
    std::size_t begin = 0;
    for (std::size_t end = bytes.find("\r\n"); end != std::string::npos; end = bytes.find("\r\n", begin)) {
        EXPECT_LE(end - begin, 76U) << bytes.substr(begin, end - begin);
        begin = end + 2;
    }
    EXPECT_EQ(begin, bytes.size());
    EXPECT_TRUE(std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    EXPECT_THAT(bytes, testing::HasSubstr("Date: Tue, 7 Mar 2023 08:02:03 +0700\r\n"));
    EXPECT_THAT(bytes, testing::HasSubstr("To: Bo phan CNTT\r\n <cntt@stc.unit.example>\r\n"));
    EXPECT_THAT(bytes, testing::HasSubstr("Message-ID: <attt.0123@unit.example>\r\n"));
    EXPECT_EQ(bytes, base::to_rfc5322(message()).value());
}

TEST(MailMessage, EncodedWordsEndBetweenCharacters) {
    const std::string header = base::encoded_header(message().subject);
    std::string text;
    for (const std::string& line : base::split(header, '\n')) {
        const std::string word(base::trim(line));
        ASSERT_TRUE(word.starts_with("=?UTF-8?B?") && word.ends_with("?=")) << word;
        EXPECT_LE(word.size(), 75U);
        const std::string part = base::base64_decoded(word.substr(10, word.size() - 12));
        EXPECT_TRUE(base::is_utf8(part)) << part;
        text += part;
    }
    EXPECT_EQ(text, message().subject);
    EXPECT_EQ(base::encoded_header("plain words"), "plain words");
    EXPECT_EQ(base::encoded_header("a =? b").substr(0, 10), "=?UTF-8?B?");
}

TEST(MailMessage, LetsNobodyAddAHeader) {
    base::MailMessage hostile = message();
    hostile.subject = "a\r\nBcc: x@y.example";
    hostile.from.name = "b\r\nBcc: x@y.example";
    EXPECT_THAT(base::to_rfc5322(hostile).value(), testing::Not(testing::HasSubstr("\nBcc:")));
    for (const char* address : {"", "a", "a@", "@b", "a b@c", "a@b\r\nRCPT TO:<x@y>", "a@b>", "a@b@c", "à@b.example"}) {
        EXPECT_FALSE(base::is_mail_address(address)) << address;
        hostile.to.address = address;
        EXPECT_FALSE(base::to_rfc5322(hostile)) << address;
    }
}

TEST(MailMessage, HoldsAPageBesideItsText) {
    base::MailMessage with = message();
    with.attachments.push_back({"tuan.html", "text/html; charset=UTF-8", "<p>đ</p>"});
    const std::string bytes = base::to_rfc5322(with).value();
    EXPECT_THAT(bytes, testing::HasSubstr("Content-Type: multipart/mixed; boundary=\"attt-"));
    EXPECT_THAT(bytes, testing::HasSubstr("filename=\"tuan.html\""));
}

class LettersTest : public testing::Test {
  protected:
    LettersTest() {
        std::string name = (fs::temp_directory_path() / "attt-letters-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        directory = name;
        store.emplace(must(store::Store::create((directory / "attt.db").string(), {"bàn", "test"})));
    }
    ~LettersTest() override {
        store.reset();
        fs::remove_all(directory);
    }
    template <class T>
    static T must(base::Result<T> result) {
        if (!result) throw std::runtime_error(base::debug_string(result.error()));
        if constexpr (!std::is_void_v<T>) return std::move(*result);
    }
    static store::Queued letter(const std::string& occasion, const std::string& to) {
        store::Queued out;
        out.letter.message_id = occasion + "." + to;
        out.letter.occasion = occasion;
        out.letter.recipient = to;
        out.letter.subject = "s";
        out.letter.message = "text of " + to;
        return out;
    }
    std::string state() { return must(store::letters(*store, 10)).front().state; }

    fs::path directory;
    std::optional<store::Store> store;
    base::Time now = *base::parse_rfc3339("2023-03-07T01:00:00Z");
};

TEST_F(LettersTest, QueuesOneLetterToARecipientForAnOccasion) {
    EXPECT_EQ(must(store::queue_letters(*store, {letter("weekly/1", "a@b"), letter("weekly/1", "c@b")}, now)), 2);
    EXPECT_EQ(must(store::queue_letters(*store, {letter("weekly/1", "a@b"), letter("weekly/2", "a@b")}, now)), 1);
    EXPECT_EQ(must(store::letters_to_send(*store)).size(), 3U);
}

TEST_F(LettersTest, ALetterThatWasBeingGivenWhenTheProgramDiedIsNotSentAgain) {
    must(store::queue_letters(*store, {letter("weekly/1", "a@b")}, now));
    const auto id = must(store::letters_to_send(*store)).front().id;
    must(store::letter_begun(*store, id, now));
    must(store::settle_broken_off(*store));
    EXPECT_TRUE(must(store::letters_to_send(*store)).empty());
    EXPECT_EQ(state(), "unsure");
    // a person found that the server does not have it
    must(store::settle_letter(*store, id, "queued", now));
    EXPECT_EQ(must(store::letters_to_send(*store)).size(), 1U);
}

TEST_F(LettersTest, WhatWasSentStaysSent) {
    must(store::queue_letters(*store, {letter("weekly/1", "a@b")}, now));
    const auto id = must(store::letters_to_send(*store)).front().id;
    must(store::letter_begun(*store, id, now));
    must(store::letter_done(*store, id, "sent", "250 ok", now));
    EXPECT_TRUE(must(store::letters_to_send(*store)).empty());
    EXPECT_EQ(store::settle_letter(*store, id, "queued", now).error().message, "store.no_letter");
}

TEST_F(LettersTest, RemembersWhatWasTold) {
    store::Queued one = letter("daily/1", "a@b");
    one.tells = {"certificate/cong/2023-04-01T00:00:00Z/30"};
    must(store::queue_letters(*store, {one}, now));
    EXPECT_THAT(must(store::told_before(*store, {one.tells.front(), "certificate/cong/2023-04-01T00:00:00Z/14"})),
                testing::ElementsAre(one.tells.front()));
}

TEST_F(LettersTest, ARunIsFoundAgainAtItsStep) {
    const auto run = must(store::begin_office_run(*store, "weekly", now));
    must(store::begin_office_step(*store, run.id, "import", now));
    must(store::end_office_step(*store, run.id, "import", "done", base::Object{{"lines", base::Array{}}}, now));
    must(store::begin_office_step(*store, run.id, "scan", now));
    // killed here
    const auto open = must(store::office_runs(*store, 5, true));
    ASSERT_EQ(open.size(), 1U);
    ASSERT_EQ(open.front().steps.size(), 2U);
    EXPECT_EQ(open.front().steps[0].outcome, "done");
    EXPECT_EQ(open.front().steps[1].outcome, "");
    must(store::begin_office_step(*store, run.id, "scan", now));
    must(store::end_office_step(*store, run.id, "scan", "done", base::Object{}, now));
    must(store::end_office_run(*store, run.id, "done", now));
    EXPECT_TRUE(must(store::office_runs(*store, 5, true)).empty());
    EXPECT_EQ(must(store::office_runs(*store, 5, false)).front().steps[1].attempts, 2);
}

TEST(EndingCertificate, SpeaksAt30And14And7And1Days) {
    app::EndingCertificate one;
    const auto step = [&](int days) {
        one.days = days;
        return one.step();
    };
    EXPECT_EQ(step(31), std::nullopt);
    EXPECT_EQ(step(30), 30);
    EXPECT_EQ(step(15), 30);
    EXPECT_EQ(step(14), 14);
    EXPECT_EQ(step(8), 14);
    EXPECT_EQ(step(7), 7);
    EXPECT_EQ(step(2), 7);
    EXPECT_EQ(step(1), 1);
    EXPECT_EQ(step(0), 1);
    EXPECT_EQ(step(-1), std::nullopt);
}

}  // namespace
}  // namespace attt
