// The annual results of a plan's targets, and tables that come as sheets (Mẫu 08): read models.
#pragma once

#include <string>
#include <vector>

#include "model/measurement.h"
#include "reports/letter.h"

namespace attt::reports {

struct ResultsReport {
    Provenance provenance;
    int year = 0;
    struct Row {
        std::string number, indicator, wanted, actual, verdict, note, made_how;
        model::TargetOutcome outcome = model::TargetOutcome::no_data;
    };
    std::vector<Row> rows;
    int met = 0, exceeded = 0, not_met = 0, undetermined = 0, no_data = 0;
};

// Tables of text under one title, as a form asks for them.
struct FormReport {
    Provenance provenance;
    std::string name, title, note;
    struct Part {
        std::string heading;
        std::vector<std::string> columns;
        std::vector<double> widths;
        std::vector<std::vector<std::string>> rows;
        bool wide = false;  // on pages that lie
    };
    std::vector<Part> parts;
};

Document form_document(const FormReport& report, const Issuer& issuer, const Texts& texts);

}  // namespace attt::reports
