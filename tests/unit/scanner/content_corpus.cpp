#include "content_corpus.h"

#include <fmt/format.h>

#include "net/url.h"

namespace attt::scanner::content::testing {
namespace {

using Texts = std::vector<std::string>;

// A portal as such pages are: a menu that opens, news, a list of links to other bodies, a footer, a dialogue that is
// hidden, words for screen readers, and scripts. `kind` picks one of three make-ups.
std::string portal(const std::string& title, const std::string& body, int kind = 0, const std::string& head = "") {
    const std::string menus[] = {
        R"(<nav><ul class="menu"><li><a href="/gioi-thieu.html">Giới thiệu</a><ul style="display:none"><li><a href="/co-cau.html">Cơ cấu tổ chức</a></li><li><a href="https://dichvucong.gov.vn/">Dịch vụ công</a></li></ul></li><li><a href="/tin-tuc.html">Tin tức</a></li></ul></nav>)",
        R"(<style>.sr-only{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)} .nav .sub{display:none} .nav li:hover .sub{display:block} @media (max-width:700px){.desk{display:none}}</style><a class="sr-only" href="#noi-dung">Bỏ qua, tới nội dung</a><div class="nav desk"><ul><li>Lĩnh vực<ul class="sub"><li><a href="https://baodongthap.vn/">Báo Đồng Tháp</a></li><li><a href="https://thuvienphapluat.vn/">Văn bản</a></li></ul></li></ul></div>)",
        R"(<header style="background:url(/bg.jpg);color:#fff"><h2><a href="/" style="color:#fff">Cổng thông tin điện tử</a></h2><img src="/logo.png" alt="Quốc huy"></header><div id="panel" style="visibility:hidden;opacity:0"><a href="https://facebook.com/ubnd">Facebook</a> <a href="https://zalo.me/1">Zalo</a></div>)"};
    const std::string footers[] = {
        R"(<footer><div>Liên kết: <a href="https://chinhphu.vn/">Chính phủ</a> <a href="https://www.tuyenquang-portal.example/">Trang bạn</a></div><p>Bản quyền thuộc UBND. Lượt truy cập: 120394</p></footer><div class="modal" style="display:none"><p>Đăng nhập</p><form action="/dang-nhap"><input name="u"></form></div>)",
        R"(<footer><select onchange="location.href=this.value"><option value="https://dongthap.gov.vn/">UBND tỉnh</option><option value="https://vnexpress.net/">VnExpress</option></select><script>var _h=["//counter.example/c.js"];(function(){var s=document.createElement('script');s.src=_h[0];})();</script><noscript><img src="https://counter.example/i.gif" alt=""></noscript></footer>)",
        R"(<footer style="background-color:#003366"><p style="color:white">Trụ sở: 12 đường 30/4</p><a href="https://www.youtube.com/x"><i class="fa fa-youtube"></i></a></footer><script>if(/Android|iPhone/i.test(navigator.userAgent)){document.documentElement.className+=' mobile';}document.getElementById('panel');</script><!-- <a href="https://cu.dongthap.gov.vn/">trang cũ</a> -->)"};
    const auto which = static_cast<std::size_t>(kind % 3);
    return "<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>" + title + "</title>" + head +
           "</head><body>" + menus[which] + "<main id=noi-dung><h1>" + title + "</h1>" + body + "</main>" +
           footers[which] + "</body></html>";
}

const std::string official =
    "<p>Sáng 12/11, Ủy ban nhân dân tổ chức hội nghị sơ kết công tác cải cách hành chính, chuyển đổi số. Hội nghị nghe "
    "báo cáo kết quả giải quyết hồ sơ trực tuyến, "
    "chỉ số hài lòng của người dân và phương hướng các tháng tiếp theo.</p><p>Các đại biểu thảo luận về hạ tầng số, dữ "
    "liệu dùng chung và đào tạo cán bộ cấp xã. "
    "Kết thúc hội nghị, Chủ tịch yêu cầu các đơn vị khẩn trương hoàn thành nhiệm vụ được giao.</p>";

// ---- innocent ----

const Texts arrest_titles = {"Triệt phá đường dây đánh bạc qua mạng nghìn tỷ đồng",
                             "Công an huyện bắt quả tang nhóm đối tượng đánh bạc",
                             "Khởi tố 12 bị can tổ chức đánh bạc dưới hình thức lô đề",
                             "Cảnh báo nhà cái trực tuyến lừa đảo dịp World Cup",
                             "Bắt nhóm cá độ bóng đá qua trang web nước ngoài",
                             "Xét xử vụ án tổ chức cá độ bóng đá",
                             "Phá tụ điểm xóc đĩa giữa đồng",
                             "Cảnh giác với chiêu trò vay tiền online lãi suất cắt cổ",
                             "Vạch trần thủ đoạn của các nhà cái tài xỉu online",
                             "Tăng cường phòng chống tệ nạn cờ bạc dịp Tết",
                             "Xử phạt người đăng quảng cáo game bài đổi thưởng",
                             "Bắt giữ đối tượng quảng bá cá cược trái phép trên mạng xã hội",
                             "Cảnh báo website cơ quan nhà nước bị chèn mã quảng cáo cờ bạc",
                             "Sập bẫy app vay tiền, công nhân mất trắng",
                             "Tạm giam đối tượng cho vay lãi nặng",
                             "Công an tỉnh triệt xóa sòng bạc trong vườn xoài",
                             "Truy tố nhóm lập trang web Fun88 giả",
                             "Tuyên truyền học sinh không tham gia cá độ mùa EURO"};
const Texts arrest_bodies = {
    "<p>Ngày 3/11, Phòng Cảnh sát hình sự Công an tỉnh phối hợp triệt phá đường dây đánh bạc qua mạng, bắt giữ 15 đối "
    "tượng. Các đối tượng lập tài khoản trên trang cá độ do nhà cái nước ngoài quản lý, nhận cược tài xỉu, xóc đĩa, "
    "baccarat.</p><p>Cơ quan điều tra đã khởi tố vụ án, tạm giữ 9 người về tội tổ chức đánh bạc, thu giữ nhiều tang "
    "vật.</p>",
    "<p>Theo lời khai ban đầu, nhóm này nhận ghi lô đề của nhiều con bạc rồi chuyển bảng đề cho đầu mối. Tại hiện "
    "trường, công an thu giữ 120 triệu đồng.</p><p>Viện kiểm sát đã phê chuẩn quyết định khởi tố bị can. Đây là hành "
    "vi vi phạm pháp luật, gây hậu quả xấu cho an ninh trật tự.</p>",
    "<p>Thời gian gần đây xuất hiện nhiều trang như FB88, W88, Kubet, Go88 mời gọi người dân nạp tiền, chơi nổ hũ, "
    "game bài đổi thưởng. Thực chất đây là bẫy lừa đảo chiếm đoạt tài sản.</p><p>Công an khuyến cáo người dân cảnh "
    "giác, không tham gia, kịp thời tố giác tội phạm. Nhiều nạn nhân đã nợ nần, gia đình tan nát.</p>",
    "<p>Các nhà cái thường dùng chiêu trò cho thắng vài ván rồi khóa tài khoản. Anh T. kể đã mất tiền tỷ vì tài xỉu "
    "online.</p><p>Luật sư cho biết theo Điều 321 Bộ luật Hình sự, người đánh bạc trái phép có thể bị phạt tù đến 7 "
    "năm. Người dân cần cảnh giác trước cạm bẫy này.</p>"};
const Texts lottery = {
    "<h2>Kết quả xổ số Đồng Tháp ngày {}</h2><table><tr><th>Giải đặc biệt</th><td>482910</td></tr><tr><th>Giải "
    "nhất</th><td>12345</td></tr><tr><th>Giải tám</th><td>77</td></tr></table><p>Công ty TNHH MTV Xổ số kiến thiết "
    "Đồng Tháp trao thưởng cho khách hàng trúng giải.</p>",
    "<h2>Xổ số kiến thiết đóng góp ngân sách</h2><p>Năm qua hoạt động xổ số nộp ngân sách {} tỷ đồng, dùng xây trường "
    "học, bệnh viện. Một khách hàng trúng giải Jackpot Vietlott hơn 60 tỷ đồng đã nhận thưởng.</p><p><a "
    "href=\"https://xosodongthap.com.vn/\">Công ty xổ số kiến thiết</a></p>",
    "<h2>Quay số mở thưởng kỳ {}</h2><p>Lịch quay số mở thưởng xổ số miền Nam: thứ Hai có Đồng Tháp, TP.HCM, Cà Mau. "
    "Dò vé số, lĩnh thưởng trong 30 ngày. Đại lý không được ép khách mua vé.</p>"};
const Texts laws = {
    "<h2>Nghị định về kinh doanh casino</h2><p>Nghị định số 03/2017/NĐ-CP quy định về kinh doanh casino. Điều 12. Đối "
    "tượng được phép chơi tại điểm kinh doanh casino. Người Việt Nam từ đủ 21 tuổi.</p><p>Điều {}. Doanh nghiệp phải "
    "có biện pháp phòng chống rửa tiền.</p>",
    "<h2>Kinh doanh đặt cược đua ngựa, đua chó và bóng đá quốc tế</h2><p>Nghị định 06/2017/NĐ-CP quy định: mức đặt "
    "cược tối đa của mỗi người chơi là 1 triệu đồng. Khoản {} Điều 9 nêu các hành vi bị nghiêm cấm: đánh bạc trái "
    "phép, cá cược ngoài phạm vi.</p>",
    "<h2>Tìm hiểu Điều 321, 322 Bộ luật Hình sự</h2><p>Tội đánh bạc: người nào đánh bạc trái phép dưới bất kỳ hình "
    "thức nào được thua bằng tiền từ 5.000.000 đồng. Tội tổ chức đánh bạc hoặc gá bạc: phạt tiền, phạt tù.</p><p>Hỏi: "
    "chơi lô đề qua điện thoại có bị xử lý? Trả lời số {}: có, theo pháp luật hiện hành.</p>",
    "<h2>Trò chơi điện tử có thưởng dành cho người nước ngoài</h2><p>Thông tư hướng dẫn quản lý máy slot, bàn "
    "roulette, baccarat, blackjack, poker tại cơ sở được cấp phép theo quy định của pháp luật. Điều {}: nghiêm cấm cho "
    "người không đúng đối tượng vào chơi.</p>"};
const Texts schools = {
    "<h2>Giải cờ vua học sinh tiểu học cấp huyện</h2><p>Giải cờ vua, cờ tướng có {} kỳ thủ tham gia. Em Nguyễn An "
    "thắng lớn ở ván cuối, chiếu hết vua đối phương bằng xe và hậu. Trao cúp và giấy khen cho đội nhất.</p>",
    "<h2>Lễ chào cờ đầu tuần {}</h2><p>Lá cờ đỏ sao vàng tung bay. Thầy hiệu trưởng kể chuyện vua Hùng dựng nước, vua "
    "Quang Trung đại phá quân Thanh. Lớp trực cờ đỏ chấm điểm thi đua, đổi điểm tốt lấy phần thưởng.</p>",
    "<h2>Trò chơi dân gian</h2><p>Học sinh khối {} chơi bài chòi, ô ăn quan, kéo co, đánh bài vè Nam Bộ. Cô giáo dùng "
    "game bài giảng điện tử và trò chơi Kahoot ôn bài, đổi thưởng bằng sao.</p>",
    "<h2>Thực đơn bán trú tuần {}</h2><p>Thứ hai: cá kho, canh bầu. Thứ ba: gà kho gừng, canh cải. Nạp tiền ăn qua ứng "
    "dụng ngân hàng trước ngày 5. Nhà trường chốt số suất ăn lúc 8 giờ.</p>",
    "<h2>Câu lạc bộ bóng đá</h2><p>Đội tuyển trường thắng {} bàn. Dự đoán của khán giả được trao quà. Kèm theo lịch "
    "thi đấu bóng đá, trực tiếp trên trang của trường.</p>"};
const Texts services = {
    "<h2>Cho vay ưu đãi hộ nghèo</h2><p>Ngân hàng Chính sách xã hội cho vay vốn không phải thế chấp tới {} triệu đồng, "
    "lãi suất 6,6%/năm. Người vay nộp hồ sơ tại tổ tiết kiệm và vay vốn; giải ngân tại xã.</p>",
    "<h2>Khuyến cáo dùng thuốc an toàn</h2><p>Sở Y tế cảnh báo sản phẩm giả chứa sildenafil, tadalafil không ghi trên "
    "nhãn (lô {}). Người dân không tự mua viagra, cialis trôi nổi.</p>",
    "<h2>Chốt số điện, nước</h2><p>Điện lực chốt số công tơ ngày {}. Khách hàng nạp tiền, thanh toán qua ví điện tử. "
    "Link vào phòng họp: <a href=\"https://meeting.example/j/1\">phòng họp trực tuyến</a>.</p>",
    "<h2>Dùng súng điện bắn cá</h2><p>Thanh tra thủy sản xử lý {} trường hợp dùng kích điện bắn cá trên sông, nghiêm "
    "cấm khai thác tận diệt.</p>",
    "<h2>Mạng lưới kéo dài quan hệ hợp tác</h2><p>Tỉnh kéo dài quan hệ hợp tác với tỉnh Prey Veng, {} dự án. Việc làm, "
    "bằng cấp, chứng chỉ của lao động được công nhận.</p>",
    "<h2>Đá gà dịp Tết</h2><p>Công an xã ký cam kết không tham gia đá gà ăn tiền, cá độ, đánh bài với {} hộ. Mọi "
    "trường hợp tái phạm bị xử lý nghiêm.</p>",
    "<h2>中文 / Tiếng Trung</h2><p>同塔省人民委员会欢迎各位投资者。本省位于湄公河平原，农业发达，交通便利。第 {} "
    "期。</p>"};

std::string of(const std::string& pattern, int number) {
    const auto at = pattern.find("{}");
    return at == std::string::npos ? pattern : pattern.substr(0, at) + std::to_string(number) + pattern.substr(at + 2);
}

Specimen site_of(std::string name, bool planted, bool held_out, const std::string& page) {
    Specimen out{std::move(name), planted, held_out, {}};
    out.answers["/"][Visitor::browser] = {200, page, "", "text/html; charset=utf-8"};
    return out;
}

// Hidden and linked mentions of the matter that are innocent too.
std::string with_news_list(const std::string& body, int i) {
    const auto at = static_cast<std::size_t>(i);
    const std::string& first = arrest_titles[at % arrest_titles.size()];
    const std::string& second = arrest_titles[(at * 7 + 3) % arrest_titles.size()];
    return body + "<div class=tab id=tab2 style=\"display:none\"><ul><li><a href=\"/tin/" + std::to_string(i) +
           ".html\">" + first + "</a></li><li><a href=\"https://cand.com.vn/phap-luat/" + std::to_string(i) +
           ".html\">" + second +
           "</a></li><li><a href=\"https://baotinh.example/an-ninh/triet-pha-duong-day-danh-bac-" + std::to_string(i) +
           ".html\">" + first + "</a></li></ul></div>";
}

void add_innocent(std::vector<Specimen>& out) {
    int n = 0;
    const auto add = [&](const std::string& kind, const std::string& title, std::string body) {
        if (n % 3 == 1) body = with_news_list(body, n);
        const std::string head =
            n % 2 == 0 ? "<meta name=description content=\"" + title + "\"><link rel=canonical href=\"/\">"
                       : "<meta property=og:title content=\"" + title + "\">";
        Specimen specimen =
            site_of("innocent/" + kind + "-" + std::to_string(n), false, n % 2 == 1, portal(title, body, n, head));
        // crawlers and visitors from elsewhere see the same, but for a counter
        specimen.answers["/"][Visitor::crawler] = {
            200, portal(title, body + "<p>Lượt xem: " + std::to_string(n * 31) + "</p>", n, head), "", "text/html"};
        out.push_back(std::move(specimen));
        ++n;
    };
    for (std::size_t i = 0; i < arrest_titles.size(); ++i) {
        for (std::size_t k = 0; k < arrest_bodies.size(); ++k)
            add("news", arrest_titles[i], arrest_bodies[(i + k) % arrest_bodies.size()]);
    }
    for (int round = 1; round <= 6; ++round) {
        for (const Texts* texts : {&lottery, &laws, &schools, &services}) {
            for (const std::string& text : *texts)
                add(texts == &lottery   ? "lottery"
                    : texts == &laws    ? "law"
                    : texts == &schools ? "school"
                                        : "service",
                    "Cổng thông tin điện tử", of(text, round) + (round % 2 == 0 ? official : ""));
        }
    }
    for (int i = 0; i < 24; ++i)
        add("portal", "Trang chủ", official + of(schools[static_cast<std::size_t>(i) % schools.size()], i));
}

// ---- planted ----

struct Payload {
    std::string host, text, slug;
};
const std::vector<Payload> payloads = {{"nhacai-uytin.example", "Nhà cái uy tín số 1", "nha-cai-uy-tin"},
                                       {"fb88-vn.example", "Link FB88 mới nhất", "fb88-dang-nhap"},
                                       {"taixiu-online.example", "Tài xỉu online đổi thưởng", "tai-xiu-online"},
                                       {"vaynhanh247.example", "Vay tiền online không thế chấp", "vay-tien-online"},
                                       {"xoso-soicau.example", "Soi cầu lô đề hôm nay", "soi-cau-lo-de"},
                                       {"slotgacor.example", "Situs slot gacor maxwin", "slot-gacor"},
                                       {"pharmacy-rx.example", "Buy viagra online pharmacy", "buy-viagra"},
                                       {"nohu90.example", "Nổ hũ đổi thưởng tặng code 100k", "no-hu-doi-thuong"},
                                       {"gamebai88.example", "Tai game bai doi thuong", "game-bai-doi-thuong"},
                                       {"kubet-app.example", "KUBET tải app casino trực tuyến", "kubet-casino"},
                                       {"dagathomo.example", "Đá gà trực tiếp Thomo", "da-ga-thomo"},
                                       {"keo-nhacai5.example", "Kèo nhà cái hôm nay", "keo-nha-cai"}};

std::string link_to(const Payload& payload, const std::string& attributes = "") {
    return "<a " + attributes + " href=\"https://" + payload.host + "/\">" + payload.text + "</a>";
}

std::string base64(const std::string& text) {
    constexpr const char* alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 3) {
        unsigned bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = (bits << 8U) | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k > text.size() ? '=' : alphabet[(bits >> (18U - 6U * static_cast<unsigned>(k))) & 63U];
    }
    return out;
}

std::string codes(const std::string& text) {
    std::string out;
    for (const char c : text)
        out += (out.empty() ? "" : ",") + std::to_string(static_cast<unsigned char>(c));
    return out;
}

std::string hex_escapes(const std::string& text) {
    std::string out;
    for (const char c : text)
        out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    return out;
}

void add_planted(std::vector<Specimen>& out) {
    int n = 0;
    const auto payload = [&](int shift = 0) -> const Payload& {
        return payloads[static_cast<std::size_t>(n + shift) % payloads.size()];
    };
    const auto name = [&](const std::string& way) { return "planted/" + way; };
    const auto in_body = [&](const std::string& way, const std::string& planted) {
        out.push_back(site_of(name(way), true, n % 2 == 1, portal("Cổng thông tin điện tử", official + planted, n)));
        ++n;
    };
    const auto in_head = [&](const std::string& way, const std::string& title, const std::string& head) {
        out.push_back(site_of(name(way), true, n % 2 == 1, portal(title, official, n, head)));
        ++n;
    };
    // hidden by style
    for (const auto& [way, style] : std::vector<std::pair<std::string, std::string>>{
             {"display", "display:none"},
             {"display-important", "DISPLAY : none !important"},
             {"visibility", "visibility:hidden"},
             {"opacity", "opacity:0"},
             {"opacity-small", "opacity:.01"},
             {"font-zero", "font-size:0"},
             {"font-one", "font-size:1px;line-height:1px"},
             {"off-left", "position:absolute;left:-9999px"},
             {"off-top", "position:fixed;top:-5000px"},
             {"off-right", "position:absolute;left:20000px"},
             {"margin", "margin-left:-9999px"},
             {"indent", "text-indent:-9999px;display:block"},
             {"box-zero", "height:0;overflow:hidden"},
             {"box-one", "width:1px;height:1px;overflow:hidden;position:absolute"},
             {"clip", "position:absolute;clip:rect(0,0,0,0)"},
             {"clip-path", "clip-path:inset(100%)"},
             {"scale", "transform:scale(0)"},
             {"translate", "transform:translateX(-9999px)"},
             {"white-on-white", "background:#fff;color:#fefefe"},
             {"transparent", "color:transparent"},
             {"rgba", "color:rgba(0,0,0,0)"},
             {"max-height", "max-height:0px;overflow:hidden"},
             {"filter", "filter:opacity(0)"},
             {"marquee-off", "position:absolute;overflow:auto;top:-900px"}}) {
        const bool on_link = way == "white-on-white" || way == "transparent" || way == "rgba";
        in_body(way, "<div style=\"" + (on_link ? std::string() : style) + "\">" +
                         link_to(payload(), on_link ? "style=\"" + style + "\"" : "") + " " +
                         link_to(payload(5), on_link ? "style=\"" + style + "\"" : "") + "</div>");
    }
    in_body("style-block",
            "<style>.abx{position:absolute;left:-3000px}</style><div class=\"abx\">" + link_to(payload()) + "</div>");
    in_body("style-id", "<style>#zz9 a{font-size:0px}</style><p id=zz9>" + link_to(payload()) + "</p>");
    in_body("style-nested", "<style>.w .q > .h{display:none}</style><div class=w><div class=q><span class=\"h x\">" +
                                link_to(payload()) + "</span></div></div>");
    in_body("attribute-hidden", "<section hidden>" + link_to(payload()) + "</section>");
    in_body("template", "<template>" + link_to(payload()) + "</template>");
    in_body("script-hides", "<div id=\"kx2\">" + link_to(payload()) +
                                "</div><script>document.getElementById(\"kx2\").style.display=\"none\";</script>");
    in_body("hidden-text", "<div style=\"display:none\"><p>" + payload().text + ", " + payload(1).text + ", " +
                               payload(2).text + "</p></div>");
    in_body("hidden-own-pages", "<div style=\"position:absolute;left:-9999px\"><a href=\"/uploads/" + payload().slug +
                                    ".html\">xem</a></div>");
    in_body("hidden-unknown-link",
            "<div style=\"position:absolute;left:-9999px\"><a href=\"https://best-essay-writers.example/\">essay "
            "help</a></div>");
    in_body("hidden-cheap", "<div style=\"display:none\"><a href=\"https://qwrtz-promo.xyz/\">xem thêm</a></div>");
    in_body("empty-link", "<p>Thông báo<a href=\"https://random-site.example/\"></a></p>");
    in_body("dot-link", "<p>Thông báo <a href=\"https://random-site.example/\">.</a></p>");
    in_body("noscript", "<noscript>" + link_to(payload()) + "</noscript>");
    in_body("comment", "<!-- " + link_to(payload()) + " -->");
    in_body("iframe-tiny", "<iframe src=\"https://" + payload().host + "/\" width=1 height=1 frameborder=0></iframe>");
    in_body("iframe-hidden",
            "<iframe style=\"display:none\" src=\"https://load.example/" + payload().slug + "\"></iframe>");
    // in sight
    in_body("visible-link", "<p>" + link_to(payload()) + "</p>");
    in_body("visible-domain", "<p><a href=\"https://" + payload().host + "/\">xem chi tiết</a></p>");
    in_body("visible-block", "<div class=seo><p>" + payload().text + ", " + payload(4).text + ", " + payload(9).text +
                                 ". Đăng ký ngay.</p></div>");
    in_body("visible-article",
            "<h2>Top 10 nhà cái uy tín nhất hiện nay</h2><p>Nhà cái FB88 cung cấp casino trực tuyến, bắn cá online, "
            "xóc đĩa, tài xỉu với tỷ lệ kèo hấp dẫn.</p><p>Đăng ký tài khoản, nạp tiền lần đầu nhận khuyến mãi nạp đầu "
            "100%.</p>");
    in_body("own-path", "<p><a href=\"/uploads/files/" + payload().slug + ".html\">Tài liệu</a></p>");
    in_body("image-link", "<a href=\"https://landing.example/\"><img src=/b.gif alt=\"" + payload().text + "\"></a>");
    in_body("area", "<map name=m><area href=\"https://" + payload().host + "/\" alt=\"" + payload().text + "\"></map>");
    in_body("onclick", "<button onclick=\"window.open('https://" + payload().host + "/')\">Xem</button>");
    in_body("option",
            "<select><option value=\"https://" + payload().host + "/\">" + payload().text + "</option></select>");
    in_head("title", payload().text + " - " + payload(9).text, "");
    in_head("description", "Cổng thông tin điện tử",
            "<meta name=description content=\"" + payload().text + ", " + payload(1).text + "\">");
    in_head("keywords", "Trang chủ", "<meta name=keywords content=\"" + payload().text + "," + payload(3).text + "\">");
    in_head("amphtml", "Trang chủ", "<link rel=amphtml href=\"https://" + payload().host + "/amp\">");
    in_head("canonical", "Trang chủ", "<link rel=canonical href=\"https://" + payload().host + "/\">");
    in_head("refresh", "Trang chủ", "<meta http-equiv=refresh content=\"3; url=https://" + payload().host + "/\">");
    // disguised words
    in_body("zero-width",
            "<div style=\"display:none\"><p>n\xE2\x80\x8Bhà c\xE2\x80\x8B\xC3\xA1i uy t\xE2\x80\x8Bín, s\xC2\xADoi "
            "k\xC2\xADèo</p></div>");
    in_body("look-alike",
            "<div style=\"display:none\"><p>\xD1\x81\x61sin\xD0\xBE \xD0\xBEnline, "
            "b\xD0\xB0\xD1\x81\x63\x61r\xD0\xB0t</p></div>");
    in_body("full-width",
            "<div style=\"display:none\"><p>\xEF\xBD\x86\xEF\xBD\x82\xEF\xBC\x98\xEF\xBC\x98 "
            "\xEF\xBD\x83\xEF\xBD\x81\xEF\xBD\x93\xEF\xBD\x89\xEF\xBD\x8E\xEF\xBD\x8F online</p></div>");
    in_body("spaced", "<div style=\"font-size:0\"><p>n h à c á i   u y t í n</p></div>");
    in_body("digits", "<div style=\"display:none\"><p>nh4 c4i uy t1n</p></div>");
    in_body("entities",
            "<div style=\"display:none\"><a href=\"https://a.example/\">&#110;h&agrave; c&aacute;i</a></div>");
    in_body("no-diacritics", "<div style=\"text-indent:-5000px\"><p>nha cai uy tin, soi keo, lo de online</p></div>");
    in_body(
        "split-tags",
        "<div style=\"display:none\"><p><b>nh</b>à c<i>ái</i> u<u>y</u> tín, <span>so</span>i k<b>èo</b></p></div>");
    in_body("dotted", "<div style=\"display:none\"><p>n.h.à c.á.i</p></div>");
    in_body("chinese", "<div style=\"display:none\"><p>澳门赌场 百家乐 博彩</p></div>");
    // scripts
    const auto script = [](const std::string& text) { return "<script>" + text + "</script>"; };
    in_body("document-write",
            script("document.write('<a href=\"https://" + payload().host + "/\">" + payload().text + "</a>');"));
    in_body("concatenated", script("document.write('<a hr'+'ef=\"htt'+'ps://" + payload().host + "/\">x</a>');"));
    in_body("base64",
            script("document.write(atob('" + base64("<a href=\"https://" + payload().host + "/\">x</a>") + "'));"));
    in_body("char-codes",
            script("eval(String.fromCharCode(" + codes("location.href='https://" + payload().host + "/'") + "));"));
    in_body("hex",
            script("var s='" + hex_escapes("https://" + payload().host + "/") + "';document.body.innerHTML+=s;"));
    in_body("percent",
            script("document.write(unescape('%3Ca%20href%3D%22https%3A//" + payload().host + "/%22%3Ex%3C/a%3E'));"));
    in_body(
        "referrer-script",
        script("if(/google|coccoc|bing/.test(document.referrer)){window.location.href='https://jump-to.example/';}"));
    in_body("agent-script",
            script("if(/Android|iPhone/i.test(navigator.userAgent)){location.replace('https://m-jump.example/')}"));
    in_body(
        "named-target",
        script("var "
               "go='https://jump-there.example/?a=1';if(document.referrer.indexOf('google')>-1){window.location=go;}"));
    in_body("json-ld", "<script type=\"application/ld+json\">{\"@type\":\"Article\",\"headline\":\"" +
                           payloads[0].text + ", kèo nhà cái, soi kèo\"}</script>");
    in_body("reversed", script("var u='/" + std::string(payload().host.rbegin(), payload().host.rend()) +
                               "//:sptth'.split('').reverse().join('');document.write('<a href='+u+'>x</a>');"));
    // cloaked
    const auto cloaked = [&](const std::string& way, Visitor visitor, Answer answer) {
        Specimen specimen = site_of(name(way), true, n % 2 == 1, portal("Cổng thông tin điện tử", official, n));
        specimen.answers["/"][visitor] = std::move(answer);
        out.push_back(std::move(specimen));
        ++n;
    };
    cloaked(
        "crawler-links", Visitor::crawler,
        {200, portal("Cổng thông tin điện tử", official + "<p>" + link_to(payload()) + "</p>", n), "", "text/html"});
    cloaked(
        "crawler-page", Visitor::crawler,
        {200,
         portal(payload().text, "<p>" + payload().text + ". " + payload(1).text + ". " + payload(2).text + "</p>", n),
         "", "text/html"});
    cloaked(
        "crawler-unlisted-link", Visitor::crawler,
        {200,
         portal("Cổng thông tin điện tử", official + "<p><a href=\"https://unknown-shop.example/\">shop</a></p>", n),
         "", "text/html"});
    cloaked(
        "bing-page", Visitor::other_crawler,
        {200, portal("Cổng thông tin điện tử", official + "<p>" + payload().text + ", " + payload(1).text + "</p>", n),
         "", "text/html"});
    cloaked("referred-redirect", Visitor::referred, {302, "", "https://" + payload().host + "/", ""});
    cloaked("referred-redirect-plain", Visitor::referred, {302, "", "https://some-shop.example/", ""});
    cloaked("mobile-redirect", Visitor::referred_mobile, {302, "", "https://" + payload().host + "/", ""});
    cloaked("referred-script", Visitor::referred,
            {200, "<html><body><script>location.href='https://landing-x.example/'</script></body></html>", "",
             "text/html"});
    cloaked("crawler-japanese", Visitor::crawler,
            {200,
             portal("ブランドコピー 激安",
                    "<p>スーパーコピー 時計 激安通販。ブランドコピー N級品。偽物時計 "
                    "販売店。送料無料でお届けします。高品質のブランド時計を取り揃えております。スーパーコピー専門店。" +
                        std::string(400, 'x') + "</p>",
                    n),
             "", "text/html"});
    // elsewhere in the site
    const auto with_page = [&](const std::string& way, const std::string& path, Answer answer,
                               const std::string& front) {
        Specimen specimen = site_of(name(way), true, n % 2 == 1, portal("Cổng thông tin điện tử", official + front, n));
        specimen.answers[path][Visitor::browser] = std::move(answer);
        out.push_back(std::move(specimen));
        ++n;
    };
    with_page("inner-page", "/tin-tuc.html",
              {200, portal("Tin tức", "<div style=\"display:none\">" + link_to(payload()) + "</div>"), "", "text/html"},
              "<a href=\"/tin-tuc.html\">Tin tức</a>");
    with_page("uploaded-page", "/uploads/2023/a1.html",
              {200,
               "<html><title>" + payload().text + "</title><body>" + payload().text + " " + link_to(payload()) +
                   "</body></html>",
               "", "text/html"},
              "<a href=\"/uploads/2023/a1.html\">Văn bản</a>");
    with_page(
        "sitemap", "/sitemap.xml",
        {200,
         "<?xml version=\"1.0\"?><urlset><url><loc>http://site.example/" + payload().slug + "/</loc></url></urlset>",
         "", "application/xml"},
        "");
    with_page("sitemap-elsewhere", "/robots.txt",
              {200, "User-agent: *\nAllow: /\nSitemap: https://" + payload().host + "/sitemap.xml\n", "", "text/plain"},
              "");
    with_page("pdf", "/files/huong-dan.pdf",
              {200, "%PDF-1.4\n1 0 obj << /Type /Annot /A << /URI (https://" + payload().host + "/) >> >> endobj", "",
               "application/pdf"},
              "<a href=\"/files/huong-dan.pdf\">Hướng dẫn</a>");
    with_page("external-style", "/s.css", {200, ".u7{position:absolute;left:-4000px}", "", "text/css"},
              "<link rel=stylesheet href=/s.css><div class=u7><a href=\"https://writers.example/\">essay</a></div>");
    with_page("deep-page", "/b.html", {200, portal("B", "<p>" + link_to(payload()) + "</p>"), "", "text/html"},
              "<a href=\"/b.html\">B</a>");
}

}  // namespace

std::vector<Specimen> corpus() {
    std::vector<Specimen> out;
    add_innocent(out);
    add_planted(out);
    return out;
}

Fetch served(const Specimen& specimen) {
    return [&specimen](const std::string& text, Visitor visitor) -> base::Result<Fetched> {
        const auto url = net::parse_url(text);
        if (!url) return tl::unexpected(url.error());
        const auto page = specimen.answers.find(url->path);
        if (page == specimen.answers.end())
            return Fetched{404, text, false, "text/html", "<html><body>404</body></html>", false};
        const auto own = page->second.find(visitor);
        const Answer& answer = own != page->second.end() ? own->second : page->second.at(Visitor::browser);
        if (!answer.redirect.empty()) return Fetched{answer.status, answer.redirect, true, "", "", false};
        return Fetched{answer.status, text, false, answer.media_type, answer.body, false};
    };
}

}  // namespace attt::scanner::content::testing
