package dev.portcullis.app.banlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.app.banlist.BanList.Entry;
import dev.portcullis.app.banlist.BanList.Term;
import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bans;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

class BanListReaderTest {

    private static BanList read(String text) {
        return BanListReader.read(text, ZoneOffset.ofHours(2));
    }

    private static List<String> subjects(BanList list) {
        assertThat(list.problems()).isEmpty();
        return list.entries().stream().map(entry -> entry.subject().toString()).toList();
    }

    @Test
    void plainListsHaveOneSubjectALineAndPerhapsAReason() {
        BanList list = read("""
                # from the other server

                192.0.2.1   # scrapes the shop
                198.51.100.0/24
                2001:db8::/48
                """);

        assertThat(subjects(list)).containsExactly("192.0.2.1", "198.51.100.0/24", "2001:db8::/48");
        assertThat(list.entries()).extracting(Entry::reason).containsExactly("scrapes the shop", "", "");
        assertThat(list.entries()).extracting(Entry::line).containsExactly(3, 4, 5);
        assertThat(list.entries()).extracting(Entry::term).containsOnlyNulls();
    }

    @Test
    void everyMistakeIsToldWithItsLine() {
        BanList list = read("192.0.2.1\n192.0.2.300\n\nexample.org\n10.0.0.1/33\n");

        assertThat(list.entries()).hasSize(1);
        assertThat(list.problems()).hasSize(3);
        assertThat(list.problems().get(0)).startsWith("line 2: ").contains("192.0.2.300");
        assertThat(list.problems().get(1)).startsWith("line 4: ").contains("example.org");
        assertThat(list.problems().get(2)).startsWith("line 5: ");
    }

    @Test
    void whatExportWritesIsRead() {
        List<Ban> bans = List.of(SampleBans.scanner(), SampleBans.manual(), SampleBans.observed());

        BanList json = read(ReportJson.bans(bans));
        assertThat(subjects(json)).containsExactly("192.0.2.7", "2001:db8::/48");
        assertThat(json.entries().get(0).term())
                .isEqualTo(new Term.Until(SampleBans.scanner().end()));
        assertThat(json.entries().get(1).reason()).startsWith("same bot");

        BanList lines = read(BanListWriter.lines(bans));
        assertThat(subjects(lines)).containsExactly("192.0.2.7", "2001:db8::/48");
        assertThat(lines.entries().get(0).reason()).startsWith("scanner: ");
        assertThat(lines.entries().get(0).term())
                .isEqualTo(new Term.Until(SampleBans.scanner().end().truncatedTo(ChronoUnit.SECONDS)));
    }

    @Test
    void anArrayOfAddressesIsRead() {
        assertThat(subjects(read("[\"192.0.2.1\",\n \"192.0.2.2\"]"))).containsExactly("192.0.2.1", "192.0.2.2");
    }

    @Test
    void whatFail2banPrintsIsRead() {
        BanList banned =
                read("[{'sshd': ['192.0.2.1', '192.0.2.2']}, {'apache-auth': []}, {'php-url': ['2001:db8::1']}]\n");
        assertThat(subjects(banned)).containsExactly("192.0.2.1", "192.0.2.2", "2001:db8::1");
        assertThat(banned.entries()).extracting(Entry::reason).contains("fail2ban: sshd", "fail2ban: php-url");

        BanList status = read("""
                Status for the jail: sshd
                |- Filter
                |  |- Currently failed:	1
                |  |- Total failed:	17
                |  `- File list:	/var/log/auth.log
                `- Actions
                   |- Currently banned:	2
                   |- Total banned:	5
                   `- Banned IP list:	192.0.2.3 192.0.2.4
                """);
        assertThat(subjects(status)).containsExactly("192.0.2.3", "192.0.2.4");
        assertThat(status.entries()).extracting(Entry::line).containsOnly(9);
        assertThat(status.entries()).extracting(Entry::reason).containsOnly("fail2ban: sshd");
    }

    @Test
    void whatFail2banPrintsOfAJailIsReadWithItsTimes() {
        BanList timed = read("192.0.2.1 \t2026-11-23 10:00:00 + 600 = 2026-11-23 10:10:00\n"
                + "2001:db8::1 \t2026-11-23 10:00:00 + -1 = 9999-12-31 23:59:59\n"
                + "192.0.2.2 \t2026-02-31 10:00:00 + 600 = 2026-02-31 10:10:00\n");
        assertThat(timed.entries())
                .extracting(entry -> entry.subject().toString(), Entry::term)
                .containsExactly(
                        tuple("192.0.2.1", new Term.Until(Instant.parse("2026-11-23T08:10:00Z"))),
                        tuple("2001:db8::1", new Term.For(Bans.LONGEST)));
        assertThat(timed.problems()).containsExactly("line 3: it names a time that there is not");
        assertThat(subjects(read("192.0.2.3 192.0.2.4 2001:db8::5\n")))
                .containsExactly("192.0.2.3", "192.0.2.4", "2001:db8::5");
    }

    @Test
    void aListThatWindowsWroteIsRead() {
        assertThat(subjects(read("\uFEFF192.0.2.1\r\n192.0.2.2\r\n"))).containsExactly("192.0.2.1", "192.0.2.2");
    }

    @Test
    void whatCrowdSecDrawsForPeopleIsRead() {
        BanList list = read("""
                ╭───────┬──────────┬───────────────────┬──────────────────────────┬────────┬─────────┬────┬────────┬────────────┬──────────╮
                │   ID  │  Source  │    Scope:Value    │          Reason          │ Action │ Country │ AS │ Events │ expiration │ Alert ID │
                ├───────┼──────────┼───────────────────┼──────────────────────────┼────────┼─────────┼────┼────────┼────────────┼──────────┤
                │ 15002 │ crowdsec │ Ip:192.0.2.1      │ crowdsecurity/ssh-slow-  │ ban    │ DE      │    │ 11     │ 3h53m1s    │ 31       │
                │       │          │                   │ bf                       │        │         │    │        │            │          │
                │ 15003 │ cscli    │ Range:2001:db8::/32 │ manual                 │ ban    │         │    │ 1      │ 1h         │ 32       │
                │ 15004 │ cscli    │ Ip:192.0.2.9      │ manual                   │ (simul)ban |      │    │ 1      │ 1h         │ 33       │
                ╰───────┴──────────┴───────────────────┴──────────────────────────┴────────┴─────────┴────┴────────┴────────────┴──────────╯
                1 duplicated entries skipped
                """);
        assertThat(subjects(list)).containsExactly("192.0.2.1", "2001:db8::/32");
        assertThat(list.entries().get(0))
                .extracting(Entry::line, Entry::term)
                .containsExactly(4, new Term.For(Duration.ofSeconds(13_981)));
        assertThat(subjects(read("""
                +----+----------+--------------+--------+--------+---------+----+--------+------------+----------+
                | ID |  SOURCE  | SCOPE:VALUE  | REASON | ACTION | COUNTRY | AS | EVENTS | EXPIRATION | ALERT ID |
                +----+----------+--------------+--------+--------+---------+----+--------+------------+----------+
                |  1 | crowdsec | Ip:192.0.2.5 | x      | ban    |         |    |      1 | 1m         |        1 |
                +----+----------+--------------+--------+--------+---------+----+--------+------------+----------+
                """))).containsExactly("192.0.2.5");
        assertThat(subjects(read("No active decisions\n"))).isEmpty();
        assertThat(read("| ID | Scope:Value | expiration |\n| 1 | Ip:192.0.2.1 |\n| 2 | As:64496 | 1h |\n")
                        .problems())
                .containsExactly(
                        "line 2: 2 columns where the first row has 3",
                        "line 3: a decision about a As: only addresses and ranges can be banned");
    }

    @Test
    void whatCrowdSecOnlySimulatesBansNobody() {
        assertThat(subjects(read("[{\"decisions\": [{\"duration\": \"1h\", \"scope\": \"Ip\", \"type\": \"ban\","
                        + " \"simulated\": true, \"value\": \"192.0.2.1\"}]}]")))
                .isEmpty();
        assertThat(subjects(read("id,source,ip,reason,action,country,as,events_count,expiration,simulated,alert_id\n"
                        + "3,cscli,Ip:192.0.2.1,x,ban,,,1,3h,true,3\n")))
                .isEmpty();
    }

    @Test
    void whatCrowdSecPrintsAsJsonIsRead() {
        BanList list = read("""
                [
                  {
                    "capacity": 10,
                    "decisions": [
                      {
                        "duration": "3h59m57.640541789s",
                        "id": 1,
                        "origin": "crowdsec",
                        "scenario": "crowdsecurity/http-probing",
                        "scope": "Ip",
                        "simulated": false,
                        "type": "ban",
                        "value": "192.0.2.1"
                      },
                      { "duration": "1h", "scope": "Range", "type": "ban", "value": "198.51.100.0/24", "scenario": "x" },
                      { "duration": "1h", "scope": "Ip", "type": "captcha", "value": "192.0.2.9", "scenario": "x" }
                    ],
                    "source": { "ip": "192.0.2.1" }
                  }
                ]
                """);
        assertThat(subjects(list)).containsExactly("192.0.2.1", "198.51.100.0/24");
        assertThat(list.entries().get(0))
                .extracting(Entry::line, Entry::reason)
                .containsExactly(5, "CrowdSec: crowdsecurity/http-probing");
        assertThat(list.entries().get(0).term())
                .isInstanceOfSatisfying(Term.For.class, term -> assertThat(term.duration())
                        .isBetween(Duration.ofSeconds(14_397), Duration.ofSeconds(14_398)));
        assertThat(read("null\n")).isEqualTo(new BanList(List.of(), List.of()));
    }

    @Test
    void whatCrowdSecCanNotMeanForUsIsAMistakeWithItsLine() {
        BanList list = read("""
                [{"decisions": [
                  {"duration": "1h", "scope": "AS", "type": "ban", "value": "64496", "scenario": "x"},
                  {"duration": "soon", "scope": "Ip", "type": "ban", "value": "192.0.2.1", "scenario": "x"}
                ]}]
                """);

        assertThat(list.problems())
                .containsExactly(
                        "line 2: a decision about a AS: only addresses and ranges can be banned",
                        "line 3: \"soon\" is not a duration such as 3h59m57s");
    }

    @Test
    void whatCrowdSecPrintsRawIsRead() {
        BanList list = read("""
                id,source,ip,reason,action,country,as,events_count,expiration,simulated,alert_id
                3,cscli,Ip:192.0.2.1,"manual 'ban', from ""us\""",ban,,,1,3h59m48s,false,3
                4,cscli,Range:198.51.100.0/24,probing,ban,DE,64496 Example,1,167h59m58s,false,4
                5,cscli,Ip:192.0.2.2,probing
                """);

        assertThat(list.entries())
                .extracting(entry -> entry.subject().toString(), Entry::line, Entry::term)
                .containsExactly(
                        tuple("192.0.2.1", 2, new Term.For(Duration.ofSeconds(14_388))),
                        tuple("198.51.100.0/24", 3, new Term.For(Duration.ofSeconds(604_798))));
        assertThat(list.entries().get(0).reason()).isEqualTo("CrowdSec: manual 'ban', from \"us\"");
        assertThat(list.problems()).containsExactly("line 4: 4 columns where the first line has 11");
    }

    @Test
    void brokenJsonIsToldWithItsLine() {
        assertThat(read("[\"192.0.2.1\",\n  oops]").problems())
                .singleElement()
                .asString()
                .startsWith("line 2: not JSON: ");
        assertThat(read("{\"addresses\": []}").problems()).containsExactly("line 1: an object without \"bans\"");
    }

    @Test
    void aReasonCanNotCommandATerminal() {
        assertThat(read("192.0.2.1 # \u001b[2J evil").entries().get(0).reason()).doesNotContain("\u001b");
    }

    @Test
    void whatIsLeftOfATermIsCountedFromNow() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(new Term.Until(now.plusSeconds(5)).left(now)).isEqualTo(Duration.ofSeconds(5));
        assertThat(new Term.For(Duration.ofHours(1)).left(now)).isEqualTo(Duration.ofHours(1));
    }
}
