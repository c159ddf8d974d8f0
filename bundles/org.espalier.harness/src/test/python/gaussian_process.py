"""Numbers of GaussianProcessTest, by scikit-learn (1.2.1)."""
import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Matern

places = np.array([[0.1, 0.2], [0.5, 0.9], [0.8, 0.3], [0.35, 0.6]])
values = np.array([0.90, 0.95, 0.70, 0.97])
standardised = (values - values.mean()) / values.std()
process = GaussianProcessRegressor(
    kernel=Matern(length_scale=0.4, nu=2.5), alpha=0.01, optimizer=None
).fit(places, standardised)
asked = np.array([[0.4, 0.7], [0.9, 0.9], [0.1, 0.2]])
mean, deviation = process.predict(asked, return_std=True)
print("means", mean * values.std() + values.mean())
print("deviations", deviation * values.std())
print("log marginal likelihood", process.log_marginal_likelihood_value_)
