/** What the weights of a rubric come to, while they are typed. The server has the last word. */

const form = document.querySelector(".rubric-form");

function show() {
  for (const output of form.querySelectorAll("[data-sum]")) {
    const weights = [...form.querySelectorAll(`[data-weight="${output.dataset.sum}"]`)];
    // A criterion that is taken out weighs nothing any more.
    const kept = weights.filter((field) => !field.closest("details").querySelector("[type=checkbox]")?.checked);
    const sum = kept.reduce((total, field) => total + (Number(field.value.trim()) || 0), 0);
    output.value = String(Math.round(sum * 10000) / 10000);
    output.classList.toggle("rubric-sums__off", output.value !== "100");
  }
}

form.addEventListener("input", show);
show();
