"""The models of a study, from the tables beside this file. Run: python analysis.py

It needs pandas and statsmodels: pip install pandas statsmodels.
Another outcome: OUTCOME=calm python analysis.py
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
OUTCOME = os.environ.get("OUTCOME", "@OUTCOME@")
GROUPS = ["crier", "non_crier"]
TEXT = {"participant": str, "session": str}
results = []


def add(part, model, term, estimate, se, statistic, p, n):
    results.append(
        dict(part=part, outcome=OUTCOME, model=model, term=term, estimate=estimate, se=se, statistic=statistic, p=p, n=n)
    )


moods = pd.read_csv(HERE / "moods.csv", dtype=TEXT)
returns = pd.read_csv(HERE / "returns.csv", dtype=TEXT)
sessions = pd.read_csv(HERE / "sessions.csv", dtype=TEXT)
# Sessions that the study leaves out are in the tables, and not in its figures; sessions with other stimuli are never pooled.
counted = sessions[sessions.left_out.isna()]
moods = moods[moods.outcome == OUTCOME]
returns = returns[returns.outcome == OUTCOME]

for part, own in counted.groupby("part"):
    part = int(part)
    rated = moods[moods.session.isin(own.session) & (moods.phase == "after")]
    after = rated[rated.crier.isin(GROUPS)].dropna(subset=["value", "baseline", "t_min"]).copy()
    after["crier"] = (after.crier == "crier").astype(float)
    # Induced mood decays with the logarithm of time.
    after["time_c"] = np.log1p(after.t_min.clip(lower=0))
    after["time_c"] -= after.time_c.mean()
    after["baseline_c"] = after.baseline - after.baseline.mean()
    persons = after.drop_duplicates(["participant", "crier"]).crier
    if (persons == 1).sum() < 3 or (persons == 0).sum() < 3:
        print(f"Part {part} mood: fewer than three criers or non-criers, no model.")
    else:
        model = smf.mixedlm("value ~ crier * time_c + baseline_c", after, groups=after.participant).fit(reml=True)
        for term in model.fe_params.index:
            add(part, "mixed", term, model.fe_params[term], model.bse_fe[term], model.tvalues[term], model.pvalues[term], len(after))

    back = returns[returns.session.isin(own.session) & returns.crier.isin(GROUPS)].dropna(subset=["return_min"])
    back = back[back.return_min > 0].copy()
    back["crier"] = (back.crier == "crier").astype(float)
    back["returned"] = (back.censored.astype(str).str.lower() == "false").astype(int)
    if any(back[back.crier == group].returned.sum() < 3 for group in (0, 1)):
        print(f"Part {part} return to baseline: fewer than three came back in a group, no model.")
    else:
        model = PHReg(back.return_min, back[["crier"]], status=back.returned, ties="breslow").fit()
        if model.bse[0] > 10:
            print(f"Part {part} return to baseline: the model does not converge.")
        else:
            add(part, "cox", "crier", model.params[0], model.bse[0], model.tvalues[0], model.pvalues[0], len(back))

    # The change at the last probe that was answered, by dose and baseline; a dose of which too little was seen is none.
    seen = rated[rated.crier != "unclassifiable"]
    last = seen.dropna(subset=["change"]).sort_values(["session", "t_min"]).drop_duplicates("session", keep="last")
    last = last.merge(own[["session", "any_dose"]], on="session").dropna(subset=["any_dose"])
    if len(last) < 6 or last.any_dose.nunique() < 2:
        print(f"Part {part} dose: too few sessions, no model.")
    else:
        model = smf.ols("change ~ baseline + any_dose", last).fit()
        add(part, "dose", "any_dose", model.params["any_dose"], model.bse["any_dose"], model.tvalues["any_dose"], model.pvalues["any_dose"], len(last))

table = pd.DataFrame(results, columns=["part", "outcome", "model", "term", "estimate", "se", "statistic", "p", "n"])
print(table.to_string(index=False, float_format=lambda x: f"{x:.4g}"))
table.to_csv(HERE / "analysis-python.csv", index=False)
print("Crying was not randomly assigned; groups may differ beforehand.")
print("A larger recovery follows from a larger drop; look at net change.")
