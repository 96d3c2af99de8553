// What must be closed before a drill, as one page: for a scope or one agency.
#pragma once

#include <string>
#include <vector>

#include "base/catalogue.h"
#include "base/error.h"

namespace attt::reports {

// Everything in words already.
struct ReadinessPage {
    std::string office;          // who issues it; may be empty
    std::string classification;  // empty: left for an officer to fill
    std::string made;            // the day
    std::string drill_date;
    std::string scope;     // an agency's name, or what the scope is called
    std::string score;     // "61,5 / 100"
    std::string baseline;  // the same when the drill was planned
    struct Part {
        std::string name, before, gained, points, stands_on;
    };
    std::vector<Part> parts;
    struct Item {
        std::string id, severity, subject, title, reasons, due;
    };
    std::vector<Item> items;
    struct Point {
        std::string day;
        long open = 0;
    };
    std::vector<Point> burn_down;
    struct Improved {
        std::string subject, title, verified;
    };
    std::vector<Improved> improved;          // verified as repaired since the drill was planned
    std::string fixed, no_longer, appeared;  // counts
    std::string audit_head;
};

base::Result<std::string> render_readiness(const ReadinessPage& page, const base::Catalogue& texts,
                                           const std::string& template_directory);

}  // namespace attt::reports
