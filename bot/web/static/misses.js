const form = document.querySelector("form"), articles = [...document.querySelectorAll("article")];
function choose() {
  const wanted = [...form.querySelectorAll("select")].filter(select => select.value);
  for (const article of articles) {
    article.hidden = wanted.some(select => article.dataset[select.name] !== select.value);
    document.getElementById("to-" + article.id).hidden = article.hidden;
  }
  form.querySelector("output").value = articles.filter(article => !article.hidden).length + "/" + articles.length;
}
form.addEventListener("change", choose);
form.hidden = false;
choose();
