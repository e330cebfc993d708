"""The models of a study, from the tables beside this file. Run: python analysis.py

It needs pandas and statsmodels: pip install pandas statsmodels.
"""

import os
import sys
from pathlib import Path

try:
    import numpy as np
    import pandas as pd
    import statsmodels.formula.api as smf
    from statsmodels.duration.hazard_regression import PHReg
except ImportError as error:
    sys.exit(f"The package {error.name} is missing: pip install pandas statsmodels.")

HERE = Path(__file__).resolve().parent
OUTCOME = os.environ.get("OUTCOME", "valence")
GROUPS = ["crier", "non_crier"]
results = []


def add(model, term, estimate, se, statistic, p, n):
    results.append(dict(model=model, term=term, estimate=estimate, se=se, statistic=statistic, p=p, n=n))


sessions = pd.read_csv(HERE / "sessions.csv", dtype={"participant": str, "session": str})
# Sessions that the study leaves out are in the tables, and not in its figures.
counted = set(sessions[sessions.left_out.isna()].session)

moods = pd.read_csv(HERE / "moods.csv", dtype={"participant": str, "session": str})
after = moods[(moods.outcome == OUTCOME) & (moods.phase == "after") & moods.crier.isin(GROUPS) & moods.session.isin(counted)]
after = after.dropna(subset=["value", "baseline", "t_min"]).copy()
after["crier"] = (after.crier == "crier").astype(float)
# Induced mood decays with the logarithm of time.
after["time_c"] = np.log1p(after.t_min.clip(lower=0))
after["time_c"] -= after.time_c.mean()
after["baseline_c"] = after.baseline - after.baseline.mean()
if after.crier.nunique() < 2 or after.participant.nunique() < 6:
    print("Mood: too few criers or non-criers for a model.")
else:
    model = smf.mixedlm("value ~ crier * time_c + baseline_c", after, groups=after.participant).fit(reml=True)
    for term in model.fe_params.index:
        add("mixed", term, model.fe_params[term], model.bse_fe[term], model.tvalues[term], model.pvalues[term], len(after))

returns = pd.read_csv(HERE / "returns.csv", dtype={"session": str})
back = returns[(returns.outcome == OUTCOME) & returns.crier.isin(GROUPS) & returns.session.isin(counted)].dropna(subset=["return_min"])
back = back[back.return_min > 0].copy()
back["crier"] = (back.crier == "crier").astype(float)
back["returned"] = (back.censored.astype(str).str.lower() == "false").astype(int)
if back.crier.nunique() < 2 or back.returned.sum() < 5:
    print("Return to baseline: too few sessions came back for a model.")
else:
    model = PHReg(back.return_min, back[["crier"]], status=back.returned, ties="breslow").fit()
    add("cox", "crier", model.params[0], model.bse[0], model.tvalues[0], model.pvalues[0], len(back))

sessions = sessions[sessions.session.isin(counted)]
if {"any_dose", "mood_net_change", "mood_baseline"} <= set(sessions.columns):
    dose = sessions.dropna(subset=["any_dose", "mood_net_change", "mood_baseline"])
    if len(dose) >= 6 and dose.any_dose.nunique() > 1:
        model = smf.ols("mood_net_change ~ mood_baseline + any_dose", dose).fit()
        add("dose", "any_dose", model.params["any_dose"], model.bse["any_dose"], model.tvalues["any_dose"], model.pvalues["any_dose"], len(dose))

table = pd.DataFrame(results, columns=["model", "term", "estimate", "se", "statistic", "p", "n"])
print(table.to_string(index=False, float_format=lambda x: f"{x:.4g}"))
table.to_csv(HERE / "analysis-python.csv", index=False)
print("Crying was not randomly assigned; groups may differ beforehand.")
print("A larger recovery follows from a larger drop; look at net change.")
