# The models of a study, from the tables beside this file. Run: Rscript analysis.R
# It needs lme4 and survival: install.packages(c("lme4", "survival")).
# Another outcome: OUTCOME=calm Rscript analysis.R
arguments <- commandArgs(trailingOnly = FALSE)
file <- sub("--file=", "", grep("--file=", arguments, value = TRUE))
if (length(file) == 1) setwd(dirname(normalizePath(file)))

wanted <- Sys.getenv("OUTCOME", "@OUTCOME@")
moods <- read.csv("moods.csv", stringsAsFactors = FALSE)
returns <- read.csv("returns.csv", stringsAsFactors = FALSE)
sessions <- read.csv("sessions.csv", stringsAsFactors = FALSE)
# Sessions that the study leaves out are in the tables, and not in its figures; sessions with other stimuli are never pooled.
counted <- sessions[is.na(sessions$left_out) | sessions$left_out == "", ]
results <- data.frame()
add <- function(part, model, term, estimate, se, statistic, p, n) {
  row <- data.frame(part, outcome = wanted, model, term, estimate, se, statistic, p, n)
  results <<- rbind(results, row)
}
groups <- c("crier", "non_crier")

for (part in sort(unique(counted$part))) {
  own <- counted$session[counted$part == part]
  after <- subset(moods, session %in% own & outcome == wanted & phase == "after" &
    crier %in% groups & !is.na(value) & !is.na(baseline) & !is.na(t_min))
  after$crier <- as.numeric(after$crier == "crier")
  # Induced mood decays with the logarithm of time.
  after$time_c <- log1p(pmax(after$t_min, 0))
  after$time_c <- after$time_c - mean(after$time_c)
  after$baseline_c <- after$baseline - mean(after$baseline)
  persons <- unique(after[, c("participant", "crier")])
  if (sum(persons$crier == 1) < 3 || sum(persons$crier == 0) < 3) {
    cat("Part", part, "mood: fewer than three criers or non-criers, no model.\n")
  } else if (!requireNamespace("lme4", quietly = TRUE)) {
    cat("Mood: the package lme4 is missing; install it with install.packages(\"lme4\").\n")
  } else {
    model <- lme4::lmer(value ~ crier * time_c + baseline_c + (1 | participant), data = after, REML = TRUE)
    told <- summary(model)$coefficients
    for (term in rownames(told)) {
      t <- told[term, "t value"]
      add(part, "mixed", term, told[term, "Estimate"], told[term, "Std. Error"], t, 2 * pnorm(-abs(t)), nrow(after))
    }
  }

  back <- subset(returns, session %in% own & outcome == wanted & crier %in% groups & !is.na(return_min) & return_min > 0)
  back$crier <- as.numeric(back$crier == "crier")
  back$returned <- as.numeric(back$censored %in% c("false", "FALSE", FALSE))
  if (sum(back$returned[back$crier == 1]) < 3 || sum(back$returned[back$crier == 0]) < 3) {
    cat("Part", part, "return to baseline: fewer than three came back in a group, no model.\n")
  } else if (!requireNamespace("survival", quietly = TRUE)) {
    cat("Return to baseline: the package survival is missing.\n")
  } else {
    model <- survival::coxph(survival::Surv(return_min, returned) ~ crier, data = back, ties = "breslow")
    told <- summary(model)$coefficients
    if (told[1, "se(coef)"] > 10) {
      cat("Part", part, "return to baseline: the model does not converge.\n")
    } else {
      add(part, "cox", "crier", told[1, "coef"], told[1, "se(coef)"], told[1, "z"], told[1, "Pr(>|z|)"], nrow(back))
    }
  }

  # The change at the last probe that was answered, by dose and baseline; a dose of which too little was seen is none.
  last <- subset(moods, session %in% own & outcome == wanted & phase == "after" & !is.na(change) &
    crier != "unclassifiable")
  last <- last[order(last$session, last$t_min), ]
  last <- last[!duplicated(last$session, fromLast = TRUE), ]
  last <- merge(last, counted[, c("session", "any_dose")], by = "session")
  last <- last[!is.na(last$any_dose), ]
  if (nrow(last) < 6 || length(unique(last$any_dose)) < 2) {
    cat("Part", part, "dose: too few sessions, no model.\n")
  } else {
    told <- summary(lm(change ~ baseline + any_dose, data = last))$coefficients["any_dose", ]
    add(part, "dose", "any_dose", told[1], told[2], told[3], told[4], nrow(last))
  }
}

print(results, digits = 4, row.names = FALSE)
write.csv(results, "analysis-R.csv", row.names = FALSE)
cat("Crying was not randomly assigned; groups may differ beforehand.\n")
cat("A larger recovery follows from a larger drop; look at net change.\n")
