#!/bin/sh
# Makes computers.csv: 620 made-up computers over the agencies of agencies.csv, the same bytes at every run.
#   examples/dong-thap/make-computers.sh > examples/dong-thap/computers.csv
set -eu
directory=$(dirname "$0")

# Agencies and how many computers each has; the short name begins the computers' names.
shares() {
    cat <<'END'
vpubnd VP 30
so-tttt TTTT 28
so-noi-vu NV 20
so-tu-phap TP 16
so-khdt KHDT 18
so-tai-chinh TC 20
so-cong-thuong CT 16
so-nnptnt NNPTNT 24
so-gtvt GTVT 16
so-gddt GDDT 18
so-y-te YT 20
thanh-tra-tinh TTR 12
so-xay-dung XD 14
so-tnmt TNMT 22
so-ldtbxh LDTBXH 18
so-vhttdl VHTTDL 16
so-khcn KHCN 14
bql-kkt KKT 10
ubnd-tp-cao-lanh TPCL 26
ubnd-tp-sa-dec SD 20
ubnd-tp-hong-ngu TPHN 18
ubnd-huyen-cao-lanh HCL 18
ubnd-chau-thanh CHT 16
ubnd-huyen-hong-ngu HHN 14
ubnd-lai-vung LVU 16
ubnd-lap-vo LVO 16
ubnd-tam-nong TN 14
ubnd-tan-hong TH 14
ubnd-thanh-binh TB 14
ubnd-thap-muoi TM 16
cong-an-tinh CA 24
dai-ptth PTTH 14
bao-dong-thap BAO 8
tinh-doan TD 6
truong-chinh-tri TCT 8
nhnn-cn NHNN 8
cuc-thue CTH 12
cuc-thong-ke CTK 6
END
}

# Every agency of the list has its share, and every share its agency.
listed=$(tail -n +2 "$directory/agencies.csv" | cut -d, -f1)
shared=$(shares | cut -d' ' -f1)
[ "$listed" = "$shared" ] || { echo "agencies.csv and the shares in $0 differ" >&2; exit 1; }

shares | awk '
BEGIN {
    OFS = ","
    print "id", "agency", "name", "serial", "uuid", "mac", "ip", "os", "antivirus_installed", "antivirus_product", \
          "antivirus_seen", "lifecycle"
}
{
    for (i = 1; i <= $3; i++) {
        n++
        # A locally administered range (IEEE 802): no maker has it.
        mac = sprintf("02:00:00:00:%02x:%02x", int(n / 256), n % 256)
        if (n % 9 == 0) mac = mac sprintf(" 02:00:00:01:%02x:%02x", int(n / 256), n % 256)
        os = n % 13 == 4 ? "Windows 7 Pro" : n % 4 == 1 ? "Windows 11 Pro" : "Windows 10 Pro"
        installed = n % 31 == 11 ? "" : n % 23 == 7 ? "không" : "có"
        product = installed == "có" ? "Kaspersky Endpoint Security" : ""
        # Most have no day of their own: the day of the import counts. A few were last heard of long ago.
        seen = installed == "có" && n % 71 == 5 ? "01/06/2023" : ""
        lifecycle = n % 127 == 60 ? "đã thanh lý" : "đang sử dụng"
        print sprintf("MT-%04d", n), $1, sprintf("EX-%s-PC%03d", $2, i), sprintf("SN-EX-%06d", n),
              sprintf("00000000-0000-4000-8000-%012x", n), mac, sprintf("10.%d.0.%d", NR, 10 + i), os, installed, product,
              seen, lifecycle
    }
}'
