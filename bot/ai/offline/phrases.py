"""The words by which incident talk gives itself away, by what they signal. English of many registers."""

from enum import StrEnum


class Cue(StrEnum):
    """What a phrase signals."""

    ALERT = "alert"
    CLEARED = "cleared"
    REPORT = "report"
    SYMPTOM = "symptom"
    IMPACT = "impact"
    ON_IT = "on it"
    ESCALATE = "escalate"
    HANDOVER = "handover"
    DECLARE = "declare"
    FINDING = "finding"
    CAUSE = "cause"
    REASON = "reason"
    OBSERVE = "observe"
    GUESS = "guess"
    RULED_OUT = "ruled out"
    DECISION = "decision"
    PROPOSAL = "proposal"
    CHANGE = "change"
    WORKED = "worked"
    RESOLVED = "resolved"
    COMMS = "comms"
    FOLLOW_UP = "follow-up"
    CALL = "call"
    SUMMARY = "summary"
    GENERAL = "general"
    BANTER = "banter"
    AGREE = "agree"
    LUCK = "luck"
    PRAISE = "praise"


def _deeds(verbs: str) -> list[str]:
    """Return what a regular verb is when it tells of a deed, done or under way: the bare verb is as often a noun."""
    return [verb.removesuffix("e") + ending for verb in _lines(verbs) for ending in ("ed", "ing")]


def _lines(text: str) -> list[str]:
    """Return phrases that stand between commas, wherever the lines break."""
    return [phrase.strip() for phrase in " ".join(text.split()).split(",") if phrase.strip()]


PHRASES: dict[Cue, list[str]] = {
    Cue.ALERT: _lines("""
        firing, triggered, alert, alerts, alerting, alarm, alarms, paged, pager, sev1, sev2, sev3, sev-1, sev-2,
        sev-3, p0, p1, severity, sla missed, missed sla, missed its, incident opened, new incident, health check
        failed, healthcheck failed, probe failed, slo burn, burn rate, got an alert, got paged, synthetic,
        watchdog, status: firing, still firing, incident #, on-call paged, pages"""),
    Cue.REPORT: _lines("""
        anyone else, anybody else, anyone seeing, anybody seeing, is it just me, is it me, just me or, am i the
        only, are you seeing, do you see, getting reports, reports of, users report, customers report, people
        report, people are reporting, users are reporting, is down, are down, seems down, seems to be down,
        appears down, having trouble, having issues, having problems, issue with, issues with, problem with,
        something wrong with, something is wrong, something's wrong, can't log in, cannot log in, can't reach"""),
    Cue.CLEARED: _lines("""
        alert resolved, alert cleared, recovered, ok again, alert closed, auto-resolved, autoresolved, no longer
        firing"""),
    Cue.SYMPTOM: _lines("""
        down, broken, freeze, freezes, freezing, delayed, overdue, zeros, blank, declined, fail, failing, fails,
        failed, failure, failures, error, errors, erroring, timeout, timeouts, timing out, timed out, times out,
        stuck, unable, cannot, can't, cant, crash, crashed, crashes, crashing, crashloop, crashlooping,
        crashloopbackoff, oom, oomkilled, panic, panics, latency, slow, slower, slowness, degraded, degradation,
        outage, unavailable, unreachable, unresponsive, refused, rejected, rejects, reject, rejecting, invalid,
        mismatch, mismatched, missing, lost, losing, dropped, dropping, drops, spike, spiking, spiked, elevated,
        corrupt, corrupted, corruption, duplicate, duplicated, duplicates, split, forked, not working, doesn't
        work, isn't working, won't start, won't load, leak, leaking, leaked, exhausted, exhaustion, saturated,
        expired, throttled, throttling, rate limited, deadlock, lag, lagging, falling behind, way behind,
        offline, dead, hang, hangs, hanging, hung, frozen, out of, overloaded, exploit, exploited, attack,
        attacked, attacker, malicious, breach, compromised, vulnerable, vulnerability, stale, no data, bad,
        wrong, weird, unhealthy, disconnect, disconnected, disconnects, resets, reset by peer, disconnecting,
        500s, 502s, 503s, 504s, 5xx, 500, 502, 503, 504, 429, blocked, halted, stopped, stalled, outdated,
        regression, regressed, incorrect, misconfigured, not found, bug, breaks, broke, out of sync, drop,
        falling, falling over, shrinking, growing, not loading, not responding"""),
    Cue.IMPACT: _lines("""
        customer, customers, users, user, tenants, tenant, merchants, affected, affects, impacted, impacting,
        tickets, complaints, complaining, reports from, logins, sign-ups, signups, data loss, lost data,
        revenue, refunds, subscribers, accounts, stores, shops, branches, depots, depot, warehouse, warehouses,
        offices, clinics, passengers, patients, students, drivers, riders, players, viewers, readers, shoppers,
        callers, partners, members, charged, failed orders, failed payments, failed checkouts, failed requests,
        orders failed, payments failed, all regions, customer-facing, for everyone, 5xx, of requests, of orders,
        of payments, of traffic, of peers, cannot log in, can't log in, double charged, charged twice"""),
    Cue.ON_IT: _lines("""
        on it, looking, looking into, taking a look, having a look, take a look, i'll take, i will take,
        investigating, investigate, checking, let me check, digging, digging in, ack, acked, acking,
        acknowledged, i've got this, i got this, joining, will look, i'm here, i'm on, i'm looking, i'll look,
        i'll check, i'll investigate, i'll dig, will check, will investigate, looking now, started looking, need
        to investigate, taking this, picking this up, i can take, debugging, working on it, responding, online
        now, back at keyboard, i'm in, yeah on it, on it now, am here, i'm awake, online, reading, reading up,
        reading back, catching up on"""),
    Cue.ESCALATE: _lines("""
        paging, page the, escalating, escalate, escalated, escalation, pull in, pulling in, bring in, bringing
        in, loop in, looping in, on-call, on call, oncall, who owns, can you take a look, please take a look,
        pls take a look, can you guys pls, need someone from, get someone from, need help from, need eyes,
        second pair of eyes, cc, opened a case, support case, vendor, reached out to"""),
    Cue.HANDOVER: _lines("""
        handing over, hand over, handover, handoff, hand off, handing off, taking over, take over, i have the
        lead, over to you, incident commander, incident lead, i'm ic, i'll be ic, ic is, shift change, signing
        off, i'm lead, taking lead, i'll take lead, takes over, scribe, comms lead, can you lead, handing the
        lead, i lead, i take the lead, takes the lead, you lead, lead is, i do comms, i'll do comms, handing to"""),
    Cue.DECLARE: _lines("""
        declare, declaring, declared, opening an incident, opened an incident, this is an incident, incident
        declared, raising severity, raise severity, upgrading to, bumping severity, bumping to, raising to,
        lowering to, downgrading, severity to, status update, status changed, incident channel, war room,
        calling this, calling it sev, this is sev1, this is sev2, this is a sev1, this is a sev2, raising this,
        make this a, is sev1, is sev2, opened the record"""),
    Cue.FINDING: _lines("""
        found, found it, found the, turns out, confirmed, confirms, confirm, can confirm, verified, identified,
        pinpointed, narrowed, narrowed down, narrowed it down, reproduced, can reproduce, repro, explains, that
        explains, this explains, figured, figured out, got it, points to, pointing at, correlates, lines up,
        lined up, matches, discovered, realised, realized, evidence, proof, spotted, noticed, tracked down,
        traced, traced it, bisected, diff shows, logs show, log of, graph shows, dashboard shows, trace shows,
        it's definitely, judging by, i checked, i have checked, checked the, sure enough, same error, same
        issue, same problem, full of, first one, smoking gun, bingo, aha"""),
    Cue.CAUSE: _lines("""
        holds the lock, holds a lock, holding the lock, held by, blocked by, root cause, rootcause, the cause,
        cause is, cause was, cause:, caused by, the problem is, the issue is, problem was, issue was, culprit,
        introduced by, introduced in, stems from, was never, were never, never set, was missing, defaulting to,
        due to, defaults to, not set, hardcoded, hard-coded, misconfigured, misconfiguration, misconfig,
        regression in, results in, resulted in, led to, turns out, turned out, broke because, fails because,
        failing because, down because, smoking gun, explains why, that explains, this explains, ran out of, run
        out of, runs out of"""),
    Cue.REASON: _lines("""
        because, because of, it's the, that's the, the reason, reason is, which means, that's why, which is why,
        that is why, so that's, causing, caused, causes, comes from, leads to, was removed, since the deploy,
        after the deploy, hence, therefore, as a result"""),
    Cue.OBSERVE: _lines("""
        seeing, i see, we see, i'm seeing, we're seeing, we are seeing, shows, showing, according to, logs, log,
        trace, graph, graphs, dashboard, metrics, grafana, screenshot, currently, now at, up to, is at, are at,
        still, so far, at the moment, as of, per the, number of, rate is, seems to be, appears to be, reports,
        reported, reporting, latest, getting, observation"""),
    Cue.GUESS: _lines("""
        i think, i suspect, suspect, suspecting, suspected, hypothesis, theory, my guess, guess, maybe, might
        be, might, could be, probably, looks like, look like, seems, seems like, sounds like, my bet, possibly,
        perhaps, apparently, likely, i believe, wonder if, what if, we think, is it possible, smells like, feels
        like, presumably, suspicion, assume, assuming, may be, could it be"""),
    Cue.RULED_OUT: _lines("""
        ruled out, isn't enough, not enough, probably not, was innocent, is innocent, changes nothing, changed
        nothing, nothing changed, rule out, ruling out, ruled that out, not the cause, isn't the cause, wasn't
        the cause, was wrong, i was wrong, i'm wrong, wrong rabbit hole, rabbit hole, red herring, false alarm,
        false positive, scratch that, never mind, nevermind, nvm, didn't work, did not work, didn't help, did
        not help, doesn't help, no effect, no change, no difference, made no difference, no improvement, not
        related, unrelated, not it, isn't it, wasn't it, false lead, wrong track, dead end, disproved, still
        failing, still broken, still seeing, didn't fix, did not fix, not fixed, hasn't helped, i take that
        back, taking that back, retract, correction, not a problem with, nothing to do with, wasn't us, not us,
        that's not it, didn't change anything, to no avail, without effect, might not be correct, not correct,
        is not right, wrong about, not the culprit, was not it, turned out fine, exonerated, off the hook, down
        the wrong"""),
    Cue.DECISION: _lines("""
        decided, decide, decision, we agreed, agreed to, plan is, the plan, plan:, going with, go ahead,
        approved, approve, concluded, conclusion, hold off, holding off, we'll wait, will wait, agreed on, call
        it, let's go with, we are going to, we're going to, i'm going to, going to, we will, we'll, next steps,
        next step, proceeding, proceed"""),
    Cue.PROPOSAL: _lines("""
        let's, lets, let us, we should, should we, i propose, proposal, suggest, suggestion, i'd rather, i vote,
        shall we, can we, how about, we need to, we have to, worth trying, could try, trying a new, new strategy"""),
    Cue.CHANGE: [
        *_deeds(
        """
        deploy, revert, restart, reboot, scale, resize, release, merge, patch, upgrade, failover, drain,
        cordon, purge, disable, enable, rotate, revoke, increase, double, raise, delete, migrate, apply,
        remove, switch, downgrade, bump, lower, reduce, block, unblock, redeploy, restore, replace, rename,
        resync, reset, evict, reroute, throttle, mute, silence, pause, resume, promote, backfill, flush,
        toggle, roll, truncate, reindex, rebuild, reprovision, provision, recreate, unpin, pin, update, add,
        change, kill, terminate, cancel, blackhole, quarantine, suspend, invalidate, renew, reissue,
        rebalance, retry, rerun, install, reload"""
        ),
        *_lines("""
        deployment, deploy started, deploy finished, deploy complete, deploy done, release started, rollback
        started, rollback finished, applied, applying, merged, flipping, dropping the, scaled up, scaling up,
        scale up, scale down, bumped, bumping, shipped, shipping, pushed, pushing, rolled back, rolling back,
        roll back, rolled out, rolling out, rollout, hotfix, hot fix, turned off, turned on, turning off,
        turning on, feature flag, flag, failed over, failing over, killed, killing, is out, went out, is live,
        went live, now live, new version, new build, new image, pre-release, prerelease, published, fix is in,
        pull request, pr, workaround, work around, patched, wiped, wiping, cleared, clearing, cleaned up,
        rollback, failover, redeploy, reverts, upgrade to, update to, trying, running the, set the, setting the,
        changed the, put back, putting back, cut over, cutover, spun up, spin up, shut down, shutting down, took
        down, taking down, swapped, stopping, started the, starting the, reinstalled, rollback complete, dropped
        the, blocked the, unblocked, applied the, added, removed, rebuilt, recancelled, canceled"""),
    ],
    Cue.WORKED: _lines("""
        worked, it works, works now, working now, working again, that worked, fixed, fixes, fixed it, that
        fixed, recovered, recovering, recovery, recovers, back up, back to normal, back online, back in service,
        is back, are back, we're back, healthy, looks good, looking good, looking better, looks better, stable,
        stabilized, stabilised, mitigated, mitigation, errors are down, errors dropping, dropping off, going
        down, coming down, trending down, no more errors, green, all green, caught up, catching up, subsiding,
        subsided, normal levels, up again, up and running, synced, in sync, seems to be working, succeeded,
        successful, successfully, unstuck, unblocked, passing, passes, improving, improved, restored, drained,
        good again, is up, are up, came back, no new errors, clear now, holding, progressing, attesting again,
        serving again, no longer seeing, is gone, are gone, went away, errors fell, rate is down, works for me"""),
    Cue.RESOLVED: _lines("""
        resolved, all clear, all-clear, closing, closing this, closed, incident over, incident is over, we are
        done, stand down, standing down, fully recovered, mark as resolved, marking resolved, marked as
        resolved, calling it, downgraded to monitoring, end of incident, wrapping up, incident closed, resolving"""),
    Cue.COMMS: _lines("""
        status page, statuspage, status-page, tweet, tweeted, tweeting, announced, announce, announcement,
        announcing, posted an, support team, told customers, tell customers, customer comms, email, emailed,
        mailed, notified, notify, notifying, reach out, reached out, reaching out, in contact, contacted,
        contacting, blog, blog post, press, zoom, bridge, huddle, war room, warroom, breakout, meeting, call,
        conference, dm me, banner, in-app, statement, disclosure, disclose, informed, informing, confirmed with,
        heard back, upstream, vendor says, acknowledged by, writeup, write-up, moved the discussion, keep quiet,
        public update, incident update, stakeholders, leadership"""),
    Cue.FOLLOW_UP: _lines("""
        todo, to-do, ticket, file a ticket, jira, follow up, follow-up, followup, follow ups, action item,
        action items, postmortem, post-mortem, post mortem, retro, retrospective, i'll add, i'll write, i'll
        file, i'll open, i'll create, i'll raise, i'll put, i'll fix, after the incident, next week, tomorrow,
        on monday, we should add, we should have, should have an alert, need an alert, needs an alert, add a
        test, add an alert, add monitoring, runbook, next time, in future, in the future, for the future,
        backlog, will write, will file, will open, will add, to prevent, prevent this, rca doc, for the writeup,
        for the write-up, for the postmortem"""),
    Cue.CALL: _lines("""
        everyone, everybody, all teams, to all, please check, make sure, psa, reminder, to reiterate, please,
        pls, don't touch, do not, hold deploys, freeze, deploy freeze, stop deploying, check your, check the,
        check too, should be enough, it's enough to, need to update, needs to update, should update, must, use
        this, use the, heads up, heads-up, attention, warning, don't use"""),
    Cue.SUMMARY: _lines("""
        summary, tldr, tl;dr, to summarise, to summarize, update:, fyi, recap, to recap, current status, current
        state, status:, state:, where we are, where we stand, state of play, what we know, timeline, in short,
        sum up, so far:, evidence, overall, conclusion, more info, details, psa, news, just confirmed, for the
        record"""),
    Cue.GENERAL: _lines("""
        would, wouldn't, in theory, generally, usually, typically, always, historically, keep in mind, designed
        to, in general, in principle, eventually, long run, if you, if one, if a, hypothetically, ideally, i'd
        be interested, i wonder, confusing, curious, interesting, interested, the past, back when, years ago,
        what happens, i forgot, remember when, correct me, probabilistically, imagine, even if, depends on,
        supposed to, someday, one day, every time, same way"""),
    Cue.BANTER: _lines("""
        thanks, thank you, thank, thx, ty, tysm, tyvm, lol, haha, hahaha, lmao, rofl, nice, great, awesome,
        congrats, congratulations, kudos, cheers, coffee, lunch, dinner, breakfast, sorry, hi, hello, hey, good
        morning, morning, welcome, gg, wow, ouch, oh my god, omg, rip, np, cool, good job, good work, nice work,
        well done, beer, beers, weekend, joke, meme, sleep, bed, kids, dog, cat, lmk, yay, woo, woohoo, hooray,
        oof, yikes, brb, afk, bbl, hm, hmm, uhm, huh, legit, wtf, damn, congratz, vibe, party, appreciate, no
        worries, my bad, apologies, amazing, love it, hats off, typing, oops, jk, kidding, popcorn, pizza,
        snack, tea, weather, football, birthday, holiday, funny, cursed, phew, sigh, bye, good night, goodnight,
        gn, cya, ;), :d, :p, :), /s"""),
    Cue.AGREE: _lines("""
        yes, yep, yeah, yup, agree, agreed, +1, correct, exactly, right, confirmed, can confirm, same, same
        here, indeed, affirmative, true, ok, okay, sure, ack, aye, roger, done, nope, no, not really, negative,
        it is, it does, it did"""),
    Cue.LUCK: _lines("""
        luckily, lucky, fortunately, good thing, thankfully, could have been worse, would have been worse, by
        chance, we got lucky, dodged, which is good news, good news"""),
    Cue.PRAISE: _lines("""
        went well, worked well, quick reaction, quickly, good catch, great catch, nice catch, great save, good
        find, good one, fast response, hats off, smooth, painless, well handled, paid off, saved us, within
        minutes, good call"""),
}  # fmt: skip

# Where people say that something made the response harder or the incident possible.
DIFFICULTY = _lines("""
        does not page, doesn't page, do not page, nobody reads, no one reads, nobody looks, nobody owns, never
        saw it, nobody saw, no metric for, no metric on, no alert on, nothing alerts, nothing watches, not
        alerting, on silent, no runbook, didn't get an alert, no alert, got no alert, nobody knew, no one knew,
        took too long, didn't page, wasn't paged, not paged, wrong dashboard, no dashboard, no monitoring, not
        monitored, we should have, should have been, shoulda, should've, nobody noticed, no one noticed, don't
        know how, not documented, undocumented, too late, without a test, no test, never tested, not tested,
        wasn't tested, untested, no rollback, no alerting, why didn't, didn't fire, didn't alert, never fired,
        doesn't alert, single point of failure, no backup, no access, had to wait, lost time, no staging, only
        one person, out of date, runbook is wrong, wrong runbook, outdated runbook""")

# Words that say nothing about what a message is about.
FUNCTION_WORDS = frozenset(
    _lines("""
        the, and, not, for, you, are, but, was, can, all, has, had, have, his, her, its, our, out, who, how,
        why, what, when, where, which, that, this, these, those, with, from, they, them, then, than, there,
        their, here, will, would, could, should, just, also, only, even, very, much, more, most, some, any,
        other, another, each, every, both, into, onto, over, under, again, still, now, yet, too, did, does,
        done, doing, been, being, get, got, gets, about, because, before, after, while, during, since, until,
        between, through, like, know, think, see, say, said, says, let, lets, use, used, using, make, made, yes,
        yeah, yep, nope, well, good, okay, one, two, way, things, thing, something, anything, someone, anyone,
        really, maybe, probably, i'm, i'll, i've, we're, we've, it's, that's, don't, doesn't, didn't, isn't,
        can't, won't, your, ours, him, she, may, might, must""")
)
